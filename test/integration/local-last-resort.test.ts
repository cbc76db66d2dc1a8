// The model on this machine that answers a route's request after all of its targets failed.
import { beforeEach, expect, test } from 'vitest'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { adopted, ask, chatAnswer, localRigOfEachTest } from '../support/local-rig.ts'
import type { TestGateway } from '../support/test-gateway.ts'

const rig = localRigOfEachTest()
const body = { model: 'smart', max_tokens: 20, messages: [{ role: 'user', content: 'Hello' }] }
const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }
const tool = { type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } }

/** A provider that always fails, and a route to it. */
async function withRoute(localLastResort: boolean): Promise<{ running: TestGateway; failing: FakeUpstream }> {
  const running = await rig.start()
  const failing = await startFakeUpstream()
  failing.script({ answer: { status: 500, body: '{"error":{"message":"Boom"}}' } })
  const { admin } = running
  await admin.addProvider({
    id: 'far',
    kind: 'openai',
    baseUrl: `${failing.baseUrl}/v1`,
    key: 'sk-a-key-of-far-1234',
  })
  await admin.setRoute({
    name: 'smart',
    groups: [{ strategy: 'priority', targets: [{ target: 'far/gpt-4o-mini' }] }],
    localLastResort,
  })
  return { running, failing }
}

async function asked(more: object, localLastResort = true) {
  const { running, failing } = await withRoute(localLastResort)
  await adopted(running)
  try {
    const answer = await ask(running, { ...body, ...more }, '/v1/chat/completions')
    const text = await answer.text()
    const row = await running.row(answer.headers.get('x-gatehouse-request-id') ?? '')
    return { answer, text, row }
  } finally {
    await failing.close()
  }
}

beforeEach(() => {
  rig.server.answers['/api/chat'] = chatAnswer
})

test('answers, and the headers and the log say so', async () => {
  const { answer, text, row } = await asked({ tools: [tool] })
  expect([answer.status, JSON.parse(text).choices[0].message.content]).toEqual([200, 'Hi'])
  expect(answer.headers.get('x-gatehouse-last-resort')).toMatch(
    /^ollama\/llama3\.1:latest; it is loaded, and its 16384 tokens of context hold \d+ of input and 20 of output$/,
  )
  expect(answer.headers.get('x-gatehouse-route')).toBe('far/gpt-4o-mini=server-error,ollama/llama3.1:latest')
  expect(row).toMatchObject({ providerId: 'ollama', model: 'llama3.1:latest', costNanoUsd: '0' })
  expect(row.trace?.steps.at(-1)).toMatchObject({
    target: 'ollama/llama3.1:latest',
    outcome: 'answered',
    reason: expect.stringContaining('it is loaded'),
  })
  expect(rig.server.asked.at(-1)).toContain('"num_ctx":16384')
})

test('is told before a request is sent', async () => {
  const { running, failing } = await withRoute(true)
  await adopted(running)
  await failing.close()
  const explained = await (await ask(running, body, '/gatehouse/v1/explain')).json()
  expect(explained.targets).toMatchObject([
    { target: 'far/gpt-4o-mini' },
    { target: 'ollama/llama3.1:latest', group: 1, why: expect.stringContaining('it is loaded') },
  ])
  const view = await running.admin.explainRoute({ name: 'smart' })
  expect(view.targets.map(({ target }) => target)).toEqual(['far/gpt-4o-mini', 'ollama/llama3.1:latest'])
})

test.each<[string, object, boolean?]>([
  ['no model that fits reads pictures', { messages: [{ role: 'user', content: [picture] }] }],
  ['no context holds the prompt', { messages: [{ role: 'user', content: 'x '.repeat(20_000) }] }],
  ['the route does not want one', {}, false],
])('is none if %s', async (_, more, localLastResort) => {
  const { answer, text, row } = await asked(more, localLastResort)
  expect([answer.status, text]).toEqual([500, expect.stringContaining('Boom')])
  expect(answer.headers.get('x-gatehouse-last-resort')).toBeNull()
  expect(row.trace?.steps.map(({ target }) => target)).toEqual(['far/gpt-4o-mini'])
})

test('is none if nothing is installed', async () => {
  rig.server.answers['/api/tags'] = { models: [] }
  const { running, failing } = await withRoute(true)
  const answer = await ask(running, body, '/v1/chat/completions')
  expect([answer.status, answer.headers.get('x-gatehouse-last-resort')]).toEqual([500, null])
  await failing.close()
})
