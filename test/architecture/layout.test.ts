import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  cacheMigrations,
  configMigrations,
  ledgerMigrations,
  logMigrations,
} from '../../gateway/storage/databases.ts'
import { root, sourcesIn } from './source-files.ts'

test('the top level holds electron, renderer, gateway, resources, docs and test', () => {
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8')
    .split('\n')
    .map(line => line.replace(/\/$/, ''))
  const folders = readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.') && !ignored.includes(entry.name))
    .map(({ name }) => name)
  expect(folders.toSorted()).toEqual(['docs', 'electron', 'gateway', 'renderer', 'resources', 'test'])
})

test('every migration is a numbered file of its own, listed, and named in a test', () => {
  const files = readdirSync(join(root, 'gateway/storage/migrations')).map(name => basename(name, '.ts'))
  const listed = {
    cache: cacheMigrations,
    config: configMigrations,
    ledger: ledgerMigrations,
    log: logMigrations,
  }
  const names = Object.entries(listed).flatMap(([database, migrations]) =>
    migrations.map(({ version }) => `${database}-${String(version).padStart(4, '0')}`),
  )
  expect(names.toSorted()).toEqual(files.toSorted())
  for (const migrations of Object.values(listed)) {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
  }
  const tests = sourcesIn('test/unit/storage')
    .map(({ text }) => text)
    .join('\n')
  for (const file of files) expect(tests, file).toContain(`'${file}'`)
})

test('a test of the unit runner ends in .test.ts and one of Playwright in .spec.ts', () => {
  for (const { path, imports } of sourcesIn('test')) {
    const from = imports.filter(({ typeOnly }) => !typeOnly).map(({ from }) => from)
    if (path.endsWith('.test.ts')) expect(from, path).toContain('vitest')
    if (path.endsWith('.spec.ts')) expect(from, path).not.toContain('vitest')
  }
})
