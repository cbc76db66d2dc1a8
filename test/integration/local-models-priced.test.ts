// A local model with a price that a person set is held and settled like any other; what has said nothing yet is refused.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { die, send } from '../support/fake-upstream.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { jsonAnswer, lineAnswer } from '../support/line-answers.ts'

const model = 'llama3.2:latest'
const cases = [
  {
    path: '/api/chat',
    body: { model, messages: [{ role: 'user', content: 'Hello' }] },
    says: (content: string) => ({ message: { role: 'assistant', content } }),
  },
  { path: '/api/generate', body: { model, prompt: 'Hello' }, says: (response: string) => ({ response }) },
] as const

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig({
    providers: baseUrl => [{ id: 'local', kind: 'ollama', baseUrl, key: 'a-key-of-the-provider' }],
  })
  const price = { inputUsdPerMillion: '10', outputUsdPerMillion: '100' }
  await rig.gateway.admin.setPrice({ providerId: 'local', model, ...price })
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(async () => {
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

/** With this much left in it; returns what is spent already. */
async function strictBudget(dollarsLeft: number): Promise<number> {
  const set = (limitNanoUsd: number) =>
    rig.gateway.admin.setBudget(calendarBudget(String(limitNanoUsd), {}, { strict: true }))
  const spentNanoUsd = Number((await set(1e12)).settled)
  await set(spentNanoUsd + dollarsLeft * 1e9)
  return spentNanoUsd
}

describe.each(cases)('$path', ({ path, body, says }) => {
  const whole = (counts: object) =>
    jsonAnswer(200, { model, created_at: 't', ...says('Hi'), done: true, done_reason: 'stop', ...counts })
  const asked = (extra: object = {}) => rig.post(path, { ...body, stream: false, ...extra })

  test('a strict budget holds the bound of the output, and refuses what has none', async () => {
    const before = await strictBudget(0.05)
    rig.upstream.script({ answer: whole({ prompt_eval_count: 9, eval_count: 300 }) })
    expect((await asked()).status).toBe(402)
    expect((await asked({ options: { num_predict: -1 } })).status).toBe(402)
    const bounded = await asked({ options: { num_predict: 300 } })
    expect(bounded.status).toBe(200)
    expect(await rig.rowOf(bounded)).toMatchObject({
      certainty: 'exact',
      costNanoUsd: String(9 * 10_000 + 300 * 100_000),
    })
    const [budget] = await rig.gateway.admin.listBudgets({})
    expect(budget).toMatchObject({ held: '0', settled: String(before + 9 * 10_000 + 300 * 100_000) })
  })

  test('what is counted is not less for the caller’s spelling of it', async () => {
    await strictBudget(0.05)
    const reply = await asked({ options: { num_predict: 10 }, Options: { num_predict: 100_000 } })
    expect(reply.status).toBe(400)
  })

  test('an answer without its counts is estimated, and not free', async () => {
    rig.upstream.script({ answer: whole({}) })
    const row = await rig.rowOf(await asked())
    expect(row).toMatchObject({ outcome: 'completed', certainty: 'estimated' })
    expect(Number(row.costNanoUsd)).toBeGreaterThan(0)
  })

  test('a stream that breaks off before it says anything is refused with a status', async () => {
    const nothingYet = { model, created_at: 't', ...says(''), done: false }
    rig.upstream.script({ answer: lineAnswer(nothingYet), steps: [send(), die('close')] })
    const reply = await rig.post(path, body)
    expect([reply.status, await reply.json()]).toEqual([502, { error: expect.stringContaining('broke off') }])
  })

  test('a stream whose first line is an error passes it on, and costs what was read for it', async () => {
    const answer = lineAnswer({ error: 'model requires more system memory' })
    rig.upstream.script({ answer })
    const reply = await rig.post(path, body)
    expect(await reply.text()).toBe(answer.body.toString())
    expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'upstream-failed', errorCode: null })
  })

  test('a last line without its line end is whole', async () => {
    const done = { model, created_at: 't', ...says('Hi'), done: true, done_reason: 'stop' }
    const answer = lineAnswer({ ...done, prompt_eval_count: 9, eval_count: 3 })
    const bytes = answer.body.subarray(0, -1)
    rig.upstream.script({ answer: { ...answer, body: bytes } })
    const reply = await rig.post(path, body)
    expect(await reply.text()).toBe(bytes.toString())
    expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'completed', certainty: 'exact' })
  })
})
