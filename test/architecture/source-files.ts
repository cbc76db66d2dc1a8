import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

export interface SourceFile {
  /** From the repository's root, with slashes. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

export interface Import {
  /** As written. */
  readonly from: string
  /** A file of this repository, from its root; undefined: a package or a built-in module. */
  readonly path: string | undefined
  /** Erased before anything runs. */
  readonly typeOnly: boolean
}

/** All TypeScript below these folders. */
export function sourcesIn(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map(entry => readSource(join(entry.parentPath, entry.name))),
  )
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8')
  const path = slashed(relative(root, file))
  return { path, text, imports: importsOf(path, withoutComments(text)) }
}

function importsOf(path: string, text: string): readonly Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'([^']+)'/gms)
  const calls = text.matchAll(/\b(typeof\s+)?import\(\s*'([^']+)'\s*\)/g)
  return [
    ...statements.map(([, type, from = '']) => toImport(path, from, type !== undefined)),
    ...calls.map(([, type, from = '']) => toImport(path, from, type !== undefined)),
  ]
}

function toImport(path: string, from: string, typeOnly: boolean): Import {
  const target = from.startsWith('.') ? slashed(join(dirname(path), from)) : undefined
  return { from, path: target, typeOnly }
}

/** `@scope/name` or `name` of what is imported from a package; undefined for the repository's own and Node's. */
export function packageOf({ from, path }: Import): string | undefined {
  if (path !== undefined || from.startsWith('node:') || builtinModules.includes(from)) return undefined
  return from.split('/', from.startsWith('@') ? 2 : 1).join('/')
}

/** Good enough for this repository's code: no string in it holds the start of a comment after a space. */
export function withoutComments(text: string): string {
  return text.replaceAll(/(^|\s)\/\*.*?\*\//gs, '$1').replaceAll(/(^|\s)\/\/.*$/gm, '$1')
}

function slashed(path: string): string {
  return path.split(sep).join('/')
}
