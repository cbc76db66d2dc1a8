import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Program, startForwarder } from '../../bench/programs.ts'
import { type FakeUpstream, readFixture, startFakeUpstream } from '../../support/fake-upstream.ts'

let upstream: FakeUpstream
let forwarder: Program

beforeEach(async () => {
  upstream = await startFakeUpstream()
  forwarder = await startForwarder('lean', upstream.baseUrl)
})

afterEach(async () => {
  await forwarder.stop()
  await upstream.close()
})

const post = (body: object) =>
  fetch(`${forwarder.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer token', 'x-other': 'one' },
    body: JSON.stringify(body),
  })

const asked = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] }

test('passes the body on as one buffer, and none of the headers', async () => {
  const answer = await post(asked)
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ object: 'chat.completion' })
  const [request] = upstream.requests
  expect(JSON.parse(String(request?.body))).toEqual(asked)
  expect(request?.headers['content-length']).toBe(String(JSON.stringify(asked).length))
  expect(request?.headers).not.toHaveProperty('authorization')
  expect(request?.headers).not.toHaveProperty('x-other')
})

test('streams an answer with its status and content type alone', async () => {
  upstream.script({ answer: 'chat-stream' })
  const answer = await post({ ...asked, stream: true })
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect([...answer.headers.keys()].sort()).toEqual([
    'connection',
    'content-type',
    'date',
    'keep-alive',
    'transfer-encoding',
  ])
  expect(await answer.text()).toBe(readFixture('chat-stream').body.toString())
})
