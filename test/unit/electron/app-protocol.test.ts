import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Protocol } from 'electron'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { declareAppScheme, serveAppFiles } from '../../../electron/app-protocol.ts'

type Handler = Parameters<Protocol['handle']>[1]

let folder: string
let ask: (url: string, init?: RequestInit) => Promise<Response>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-app-'))
  const renderer = join(folder, 'renderer')
  await mkdir(join(renderer, 'assets'), { recursive: true })
  await writeFile(join(renderer, 'index.html'), '<p>page</p>')
  await writeFile(join(renderer, 'assets', 'index-1.js'), 'run()')
  await writeFile(join(folder, 'secret.txt'), 'secret')
  const handlers: Handler[] = []
  serveAppFiles({ handle: (_scheme, handler) => void handlers.push(handler) }, renderer)
  ask = async (url, init) => {
    const [handler] = handlers
    if (handler === undefined) throw new Error('nothing is served')
    return handler(new Request(url, init))
  }
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('the app scheme', () => {
  test.each([
    { path: '/index.html', type: 'text/html; charset=utf-8', body: '<p>page</p>' },
    { path: '/assets/index-1.js', type: 'text/javascript; charset=utf-8', body: 'run()' },
  ])('serves $path as $type under the policy', async ({ path, type, body }) => {
    const response = await ask(`app://gatehouse${path}`)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self';",
    )
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await response.text()).toBe(body)
  })

  test.each([
    'app://gatehouse/',
    'app://gatehouse/assets',
    'app://gatehouse/secret.txt',
    'app://gatehouse/../secret.txt',
    'app://gatehouse/%2e%2e/secret.txt',
    'app://gatehouse/assets/..%2f..%2fsecret.txt',
    'app://gatehouse/..%5csecret.txt',
    'app://gatehouse//index.html',
    'app://gatehouse/index.html%00',
    'app://elsewhere/index.html',
  ])('refuses %s', async url => {
    expect((await ask(url)).status).toBe(404)
  })

  test('takes no other method', async () => {
    expect((await ask('app://gatehouse/index.html', { method: 'POST', body: 'x' })).status).toBe(404)
  })

  test('gives nothing from outside its folder, whatever is asked', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '%2e',
      '%2f',
      '%5c',
      '\\',
      'secret.txt',
      'assets',
      'index.html',
      ':',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async pieces => {
        const response = await ask(`app://gatehouse/${pieces.join('')}`)
        expect(await response.text()).not.toContain('secret')
      }),
    )
  })

  test('is standard and secure, and has no other privilege', () => {
    const declared: unknown[] = []
    declareAppScheme({ registerSchemesAsPrivileged: schemes => void declared.push(...schemes) })
    expect(declared).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true } }])
  })
})
