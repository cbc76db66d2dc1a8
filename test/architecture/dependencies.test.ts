import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageOf, root, sourcesIn } from './source-files.ts'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const runtime: readonly string[] = Object.keys(manifest.dependencies)
const development: readonly string[] = Object.keys(manifest.devDependencies)

test('every version is exact, and the lock file has the same', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const wanted: Record<string, string> = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  }
  for (const [name, written] of Object.entries(wanted)) {
    const version = written.replace(/^npm:.+@/, '') // a package under another name
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
    expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version)
  }
})

test('the lock file names no place but the public registry', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const places = Object.values<{ resolved?: string }>(lock.packages).flatMap(({ resolved }) => resolved ?? [])
  expect(places.filter(url => !url.startsWith('https://registry.npmjs.org/'))).toEqual([])
})

function packagesOf(folders: readonly string[], isTypeToo: boolean): ReadonlySet<string> {
  const imports = sourcesIn(...folders).flatMap(each => each.imports)
  const used = imports.filter(({ typeOnly }) => isTypeToo || !typeOnly).map(packageOf)
  return new Set(used.filter(name => name !== undefined))
}

test('what runs in the gateway and in Electron’s main process is a dependency, and every dependency runs there', () => {
  const used = packagesOf(['gateway', 'electron'], false)
  used.forEach(name => {
    // Electron brings itself.
    if (name !== 'electron') expect(runtime).toContain(name)
  })
  expect(runtime.filter(name => !used.has(name))).toEqual([])
})

test('what only the window needs is bundled into it, so it is a development dependency', () => {
  const used = packagesOf(['renderer'], true)
  expect([...used].filter(name => !development.includes(name))).toEqual([])
})

test('every development dependency is used', () => {
  const imported = packagesOf(['renderer', 'test', 'electron', 'gateway'], true)
  const files = [
    'package.json',
    'start.mjs',
    'electron.vite.config.ts',
    'test/run.ts',
    'renderer/theme/font.css',
  ]
  const scripts = files.map(file =>
    readFileSync(join(root, file), 'utf8').replace(/"devDependencies".*/s, ''),
  )
  const asked = ['vite', 'react-dom', 'recharts', 'node'] // by others as a peer, and the Node that runs it all
  const isNamed = (name: string) =>
    scripts.some(text => text.includes(`'${name}'`) || new RegExp(`["/]${name}/`).test(text))
  const isCommand = (name: string) =>
    Object.values<string>(manifest.scripts).join(' ').split(' ').includes(name)
  const isUsed = (name: string) =>
    name.startsWith('@types/') ||
    imported.has(name) ||
    asked.includes(name) ||
    isNamed(name) ||
    isCommand(name)
  expect(development.filter(name => !isUsed(name))).toEqual([])
})
