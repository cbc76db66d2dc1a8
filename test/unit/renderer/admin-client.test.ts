import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { AdminError, createAdminClient } from '../../../gateway/contract/admin-client.ts'
import { hasCode, unauthorizedCode, unreachableCode } from '../../../renderer/api/admin-error.ts'
import { createBridgeDoor, createHttpDoor } from '../../../renderer/api/doors.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

interface Seen {
  readonly url: string | undefined
  readonly authorization: string | undefined
  readonly body: string
}

async function startServer(status: number, reply: string) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const body = (await request.setEncoding('utf8').toArray()).join('')
    seen.push({ url: request.url, authorization: request.headers.authorization, body })
    response.writeHead(status, { 'content-type': 'application/json' }).end(reply)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { baseUrl, seen }
}

const over = (baseUrl: string, token: string | null) =>
  createAdminClient(createHttpDoor({ baseUrl, readToken: () => token, fetch }))

test('over HTTP a method is a POST with the token, and its value comes back', async () => {
  const { baseUrl, seen } = await startServer(200, '{"ok":true,"value":[1]}')

  expect(await over(baseUrl, 'secret').removeBudget({ id: 'b1' })).toEqual([1])
  expect(seen).toEqual([{ url: '/api/removeBudget', authorization: 'Bearer secret', body: '{"id":"b1"}' }])
})

test('a refusal keeps its code, its message and its detail', async () => {
  const refusal = { code: 'provider_exists', message: 'There is one.', detail: { id: 'x' } }
  const { baseUrl } = await startServer(409, JSON.stringify({ ok: false, error: refusal }))

  const error = await over(baseUrl, 'secret')
    .listBudgets({})
    .catch(caught => caught)
  expect(error).toBeInstanceOf(AdminError)
  expect(error).toMatchObject(refusal)
})

test('without a token nothing is sent', async () => {
  const { baseUrl, seen } = await startServer(200, '{"ok":true,"value":{}}')

  const error = await over(baseUrl, null)
    .readStatus({})
    .catch(caught => caught)
  expect(hasCode(error, unauthorizedCode)).toBe(true)
  expect(seen).toEqual([])
})

test.each([
  ['something that is no reply', 'not json'],
  ['an empty answer', ''],
])('%s counts as no answer', async (_, body) => {
  const { baseUrl } = await startServer(200, body)

  const error = await over(baseUrl, 'secret')
    .readStatus({})
    .catch(caught => caught)
  expect(hasCode(error, unreachableCode)).toBe(true)
})

test('over the bridge the same client works', async () => {
  const calls: unknown[] = []
  const admin = createAdminClient(
    createBridgeDoor({
      async invoke(method, input) {
        calls.push([method, input])
        return { ok: true, value: { version: '1' } }
      },
    }),
  )
  expect(await admin.readStatus({})).toEqual({ version: '1' })
  expect(calls).toEqual([['readStatus', {}]])
})
