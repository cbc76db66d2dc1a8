import { expect, test } from 'vitest'
import { createSessionToken, tokenFromPaste } from '../../../renderer/api/session-token.ts'

/** The parts of a page that the token touches, on plain objects: there is no browser here. */
function pageAt(href: string) {
  const location = new URL(href)
  const stored = new Map<string, string>()
  return {
    location,
    history: {
      replaceState: (_state: unknown, _title: string, path: string) => {
        location.href = new URL(path, location.origin).href
      },
    },
    sessionStorage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    },
  } as unknown as Pick<Window, 'location' | 'history' | 'sessionStorage'>
}

test('the token leaves the address and stays for the session', () => {
  const page = pageAt('http://127.0.0.1:4284/#token=abc-_1')
  const session = createSessionToken(page)

  expect(session.takeFromAddress()).toBe(true)
  expect(session.read()).toBe('abc-_1')
  expect(page.location.href).toBe('http://127.0.0.1:4284/')
})

test('an address without a token changes nothing', () => {
  const page = pageAt('http://127.0.0.1:4284/#/requests/req_1')
  const session = createSessionToken(page)

  expect(session.takeFromAddress()).toBe(false)
  expect(session.read()).toBeNull()
  expect(page.location.hash).toBe('#/requests/req_1')
})

test.each([
  ['http://127.0.0.1:4284/#token=abc-_1', 'abc-_1'],
  ['  abc-_1\n', 'abc-_1'],
  ['Dashboard  http://127.0.0.1:4284/#token=abc', 'abc'],
  ['', null],
  ['not a token', null],
  ['http://127.0.0.1:4284/', null],
])('%j pasted holds %j', (pasted, token) => {
  expect(tokenFromPaste(pasted)).toBe(token)
})
