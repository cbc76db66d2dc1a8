import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDashboardFiles } from '../../../gateway/ingress/dashboard-files.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let dir: string

beforeAll(() => {
  dir = temporaryHome()
  mkdirSync(join(dir, 'built/assets'), { recursive: true })
  writeFileSync(join(dir, 'secret.txt'), 'secret')
  writeFileSync(join(dir, 'built/index.html'), '<!doctype html>')
  writeFileSync(join(dir, 'built/assets/index-abc.js'), 'run()')
  writeFileSync(join(dir, 'built/assets/unknown.xyz'), '?')
  symlinkSync(join(dir, 'secret.txt'), join(dir, 'built/link.txt'))
})
afterAll(() => rmSync(dir, { recursive: true }))

test('the page is served at its root, never kept, with a policy that runs its own scripts alone', () => {
  const page = openDashboardFiles(join(dir, 'built')).find('/')
  expect(page?.body.toString()).toBe('<!doctype html>')
  expect(page?.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  const policy = String(page?.headers['content-security-policy'])
  expect(policy).toMatch(/default-src 'none'; script-src 'self';/)
  expect(policy).toMatch(/frame-ancestors 'none'/)
  expect(policy).not.toMatch(/script-src[^;]*unsafe|\*|https?:/)
})

test('what it names is kept for good', () => {
  const script = openDashboardFiles(join(dir, 'built')).find('/assets/index-abc.js')
  expect(script?.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'max-age=31536000, immutable',
  })
})

test('what has no known type is no page', () => {
  const unknown = openDashboardFiles(join(dir, 'built')).find('/assets/unknown.xyz')
  expect(unknown?.headers['content-type']).toBe('application/octet-stream')
})

test.for([
  ...['/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '//secret.txt'],
  ...['/link.txt', '/assets', '/assets/', '/nothing', '', 'index.html', '/index.html/', '/__proto__'],
])('%j finds nothing', path => {
  expect(openDashboardFiles(join(dir, 'built')).find(path)).toBeUndefined()
})

test('without a folder nothing is served', () => {
  expect(openDashboardFiles(undefined).find('/')).toBeUndefined()
})
