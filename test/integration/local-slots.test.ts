// A server of one's own gets as many requests as it works on. Others wait, and go elsewhere if that takes too long.
import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { line } from '../support/fake-local-server.ts'
import { adopted, ask, chat, chatAnswer, localRigOfEachTest } from '../support/local-rig.ts'
import type { TestGateway } from '../support/test-gateway.ts'

const rig = localRigOfEachTest()

const chatsAsked = () => rig.server.asked.filter(each => each.startsWith('POST /api/chat')).length
const answerWith = (response: ServerResponse) => response.end(JSON.stringify(chatAnswer))

/** A gateway with the found server, whose chats hang until they are released. */
async function withHangingChats(options: Parameters<typeof rig.start>[0] = {}) {
  const hanging: ServerResponse[] = []
  rig.server.answers['/api/chat'] = (response: ServerResponse) => void hanging.push(response)
  const running = await rig.start(options)
  await adopted(running)
  return { running, hanging }
}

/** Requests that run or wait, until there are as many as wanted. */
async function fill(running: TestGateway, count: number) {
  const asked = Array.from({ length: count }, () => ask(running, chat))
  await expect.poll(async () => (await running.admin.readStatus({})).requestsInFlight).toBe(count)
  return asked
}

async function releaseAll(hanging: ServerResponse[], asked: readonly Promise<Response>[]) {
  const all = Promise.all(asked)
  let isDone = false
  all.then(() => (isDone = true)).catch(() => (isDone = true))
  while (!isDone) {
    for (const response of hanging.splice(0)) answerWith(response)
    await new Promise(resolve => setImmediate(resolve))
  }
  return await all
}

test('one request is worked on, and the next is sent when it is answered', async () => {
  const { running, hanging } = await withHangingChats()
  const asked = await fill(running, 2)
  await expect.poll(chatsAsked).toBe(1)
  const [first] = hanging.splice(0)
  if (first) answerWith(first)
  await expect.poll(chatsAsked).toBe(2)
  const answers = await releaseAll(hanging, asked)
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
})

test('as many are worked on at once as the setting says', async () => {
  const { running, hanging } = await withHangingChats({ overrides: { localSlots: 2 } })
  const asked = await fill(running, 3)
  await expect.poll(chatsAsked).toBe(2)
  await releaseAll(hanging, asked)
  expect(chatsAsked()).toBe(3)
})

test('if eight wait, the next is told at once that the server is busy', async () => {
  const { running, hanging } = await withHangingChats()
  const asked = await fill(running, 9)
  const refused = await ask(running, chat)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await refused.text()).toContain(
    'The server of \\"ollama\\" is busy with other requests: 8 others wait',
  )
  expect(await running.row(refused.headers.get('x-gatehouse-request-id') ?? '')).toMatchObject({
    outcome: 'rejected',
    errorCode: 'local_busy',
  })
  expect(chatsAsked()).toBe(1)
  await releaseAll(hanging, asked)
})

test('a route goes on to its next target', async () => {
  const { running, hanging } = await withHangingChats({ sandbox: true })
  await running.admin.setRoute({
    name: 'smart',
    groups: [{ strategy: 'priority', targets: [{ target: 'ollama/llama3.1' }, { target: 'sandbox/echo' }] }],
  })
  const asked = await fill(running, 9)
  const answer = await ask(running, { ...chat, model: 'smart' })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('x-gatehouse-route')).toBe('ollama/llama3.1:latest=local_busy,sandbox/echo')
  await releaseAll(hanging, asked)
})

test('a streaming caller that waits gets pings', async () => {
  const { running, hanging } = await withHangingChats({ overrides: { pingIntervalMs: 1000 } })
  const asked = await fill(running, 1)
  await expect.poll(chatsAsked).toBe(1)
  const body = { model: 'llama3.1', stream: true, max_tokens: 20, messages: chat.messages }
  const waiting = await ask(running, body, '/v1/messages')
  const reader = waiting.body?.getReader()
  const first = await reader?.read()
  expect(Buffer.from(first?.value ?? []).toString()).toContain('ping')
  expect(chatsAsked()).toBe(1)
  await reader?.cancel()
  await releaseAll(hanging, asked)
})

describe('a place comes free', () => {
  const stream = { ...chat, stream: true }
  const streamed = { message: { role: 'assistant', content: 'Hi' }, done: false }
  const exits: Readonly<Record<string, (running: TestGateway) => Promise<unknown>>> = {
    'after a whole answer': running => ask(running, chat).then(each => each.text()),
    'after a stream': running => {
      rig.server.answers['/api/chat'] = (response: ServerResponse) => {
        response.setHeader('content-type', 'application/x-ndjson')
        response.end(line(streamed) + line(chatAnswer))
      }
      return ask(running, stream).then(each => each.text())
    },
    'after a refusal': running => {
      rig.server.answers['/api/chat'] = (response: ServerResponse) => {
        response.statusCode = 400
        response.end('{"error":"no"}')
      }
      return ask(running, chat).then(each => each.text())
    },
    'after a broken connection': running => {
      rig.server.answers['/api/chat'] = (response: ServerResponse) => response.destroy()
      return ask(running, chat).then(each => each.text())
    },
    'after a stream that broke off': running => {
      rig.server.answers['/api/chat'] = (response: ServerResponse) => {
        response.setHeader('content-type', 'application/x-ndjson')
        response.write(line(streamed), () => response.destroy())
      }
      return ask(running, stream).then(each => each.text().catch(() => ''))
    },
    'after the caller has left': async running => {
      rig.server.answers['/api/chat'] = () => {}
      const stop = new AbortController()
      const asked = fetch(`${running.gatewayUrl}/api/chat`, {
        method: 'POST',
        headers: { authorization: `Bearer ${running.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(chat),
        signal: stop.signal,
      })
      await expect.poll(chatsAsked).toBe(1)
      stop.abort()
      await asked.catch(() => {})
    },
    'after a budget has refused the request': async running => {
      const { id } = await running.admin.setBudget(calendarBudget('1', { unit: 'tokens' }))
      expect((await ask(running, chat)).status).toBe(402)
      await running.admin.removeBudget({ id })
    },
  }
  test.each(Object.keys(exits))('%s', async name => {
    rig.server.answers['/api/chat'] = chatAnswer
    const running = await rig.start()
    await adopted(running)
    await exits[name]?.(running)
    rig.server.answers['/api/chat'] = chatAnswer
    expect((await ask(running, chat)).status).toBe(200)
  })
})
