import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

export interface TypedValue {
  /** An expression for a type, in which the names of `types` are known. */
  readonly type: string
  /** What is written as a literal of the type: members that it does not have are refused too. */
  readonly value: unknown
}

export type Rejected<Value extends TypedValue> = Value & { readonly because: string }

/**
 * The values that the TypeScript compiler refuses. It gets them as literals, in a program of its own, so that what it compares them
 * with are the very types that an SDK ships. `types`: names of types, and the file of test/ that exports them.
 */
export async function rejectedByTypes<Value extends TypedValue>(
  values: readonly Value[],
  types: { readonly names: readonly string[]; readonly file: string },
): Promise<readonly Rejected<Value>[]> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-types-'))
  try {
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    const from = JSON.stringify(join(root, 'test', types.file))
    const lines = values.map(({ type, value }, at) => `const v${at}: ${type} = ${JSON.stringify(value)}`)
    const head = `import type { ${types.names.join(', ')} } from ${from}`
    await writeFile(join(folder, 'values.ts'), [head, ...lines].join('\n'))
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: baseConfig, compilerOptions, files: ['values.ts'] }),
    )
    const said = await complaints(folder)
    return [...said].map(([line, because]) => ({ ...(values[line - 2] as Value), because }))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const baseConfig = join(root, 'tsconfig.base.json')
const compilerOptions = {
  composite: false,
  declaration: false,
  emitDeclarationOnly: false,
  noEmit: true,
  noUnusedLocals: false,
  lib: ['es2024', 'esnext', 'dom', 'dom.iterable'],
  types: ['node'],
}

/** What the compiler says, by line. Rejects if it says anything that belongs to no line of the values. */
async function complaints(folder: string): Promise<ReadonlyMap<number, string>> {
  const args = [compiler, '-p', folder, '--pretty', 'false']
  const output = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  }).then(
    () => '',
    (error: { readonly stdout?: string }) => error.stdout ?? String(error),
  )
  const byLine = new Map<number, string>()
  let line = 0
  for (const text of output.split('\n').filter(each => each !== '')) {
    const at = /^values\.ts\((\d+),\d+\): error (.*)/.exec(text)
    if (at) line = Number(at[1])
    if (line < 2) throw new Error(`The compiler could not read the values: ${output.slice(0, 2000)}`)
    byLine.set(line, `${byLine.get(line) ?? ''}${at?.[2] ?? text}\n`)
  }
  return byLine
}
