import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TrialView, trialAnswerAtMost, trialTextAtMost } from '../../gateway/contract/trial.ts'
import { type FakeUpstream, gate, send, startFakeUpstream, wait } from '../support/fake-upstream.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

let upstream: FakeUpstream
let gateway: TestGateway

beforeAll(async () => {
  upstream = await startFakeUpstream()
  gateway = await startTestGateway({ sandbox: true })
  await gateway.admin.addProvider({ id: 'up', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'k' })
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await upstream.close()
})

/** Reads to the end, as the window does. */
async function ended(view: TrialView): Promise<TrialView> {
  let text = ''
  for (;;) {
    const next = await gateway.admin.readTrial({ id: view.id, after: text.length })
    text += next.text
    if (next.state !== 'running') return { ...next, text }
  }
}

const ask = async (model: string, text = 'Hello') => ended(await gateway.admin.startTrial({ model, text }))

describe('a question of the window', () => {
  test('is answered by the sandbox, and is in the log as the window', async () => {
    const view = await ask('sandbox/echo', 'What a day')
    expect(view).toMatchObject({ state: 'answered', refusal: null })
    expect(view.text).toContain('What a day')
    expect(await gateway.row(view.requestId ?? '')).toMatchObject({
      clientId: 'cli_window',
      clientName: 'This window',
      outcome: 'completed',
      streaming: true,
    })
  })

  test('costs what others cost, and is refused by budgets with their reason', async () => {
    const answered = await ask('up/gpt-4o-mini')
    const { costNanoUsd } = await gateway.row(answered.requestId ?? '')
    expect(BigInt(costNanoUsd ?? 0)).toBeGreaterThan(0n)
    const scope = { kind: 'client', id: 'cli_window' } as const
    const rule = {
      kind: 'calendar',
      window: 'month',
      zone: 'UTC',
      weekStart: 1,
      monthStart: 1,
      unit: 'usd',
      limit: '1',
    } as const
    const { id } = await gateway.admin.setBudget({
      scope,
      rule,
      mode: 'hard',
      strict: false,
      atCap: 'finish',
    })
    const refused = await ask('up/gpt-4o-mini')
    expect(refused).toMatchObject({ state: 'refused', text: '', refusal: { status: 402 } })
    expect(refused.refusal?.message).toContain('"This window, per month"')
    expect(await gateway.row(refused.requestId ?? '')).toMatchObject({ outcome: 'over-budget' })
    await gateway.admin.removeBudget({ id })
  })

  test('says what the gateway says of a model that nobody knows', async () => {
    const { state, refusal } = await ask('sandbox/unknown')
    expect(state).toBe('refused')
    expect(refusal).toMatchObject({ status: 404, code: 'model_unknown' })
  })

  test('streams while it is answered, is alone, and can be stopped', async () => {
    const opened = gate()
    upstream.script({ steps: [send(1000), wait(opened)] })
    const { id, requestId } = await gateway.admin.startTrial({ model: 'up/gpt-4o-mini', text: 'Hello' })
    expect(requestId).toBeNull()
    await opened.reached
    while ((await gateway.admin.readTrial({ id, after: 0 })).text === '') {}
    await expect(gateway.admin.startTrial({ model: 'sandbox/echo', text: 'x' })).rejects.toMatchObject({
      code: 'trial_running',
    })
    await gateway.admin.stopTrial({})
    const stopped = await gateway.admin.readTrial({ id, after: 0 })
    expect(stopped.state).toBe('stopped')
    expect(await gateway.row(stopped.requestId ?? '')).toMatchObject({ outcome: 'client-gone' })
    opened.open()
    expect(await ask('sandbox/echo')).toMatchObject({ state: 'answered' })
    await expect(gateway.admin.readTrial({ id, after: 0 })).rejects.toMatchObject({ code: 'trial_unknown' })
  })

  test('has a bound on what is asked and what is read', async () => {
    const tooLong = { model: 'sandbox/echo', text: 'x'.repeat(trialTextAtMost + 1) }
    await expect(gateway.admin.startTrial(tooLong)).rejects.toMatchObject({ code: 'input_invalid' })
    const read = { id: 1, after: trialAnswerAtMost + 1 }
    await expect(gateway.admin.readTrial(read)).rejects.toMatchObject({ code: 'input_invalid' })
  })
})

describe('the client of the window', () => {
  test('is no token: it is not counted as one, and cannot be revoked', async () => {
    const before = (await gateway.admin.readStatus({})).clients
    await ask('sandbox/echo')
    expect((await gateway.admin.readStatus({})).clients).toBe(before)
    await expect(gateway.admin.revokeClient({ id: 'cli_window' })).rejects.toMatchObject({
      code: 'input_invalid',
    })
    expect((await gateway.admin.listClients({})).filter(({ id }) => id === 'cli_window')).toHaveLength(1)
  })
})

test('spend of a range adds up and says why requests failed', async () => {
  const read = () => gateway.admin.readSpend({ zone: 'Asia/Kathmandu', range: '24h', by: 'client' })
  await expect
    .poll(async () => (await read()).failures.map(({ kind }) => kind).toSorted())
    .toEqual(['budget', 'left', 'unknown-model'])
  const spend = await read()
  expect(spend.points).toHaveLength(24)
  expect(spend.groups).toMatchObject([{ id: 'cli_window' }])
  expect(spend.summary.costNanoUsd).toBe(
    String(spend.points.reduce((sum, { costNanoUsd }) => sum + BigInt(costNanoUsd), 0n)),
  )
  const { days, paths } = await gateway.admin.readFlows({ zone: 'UTC', range: 'month' })
  expect(days).toBe(new Date().getUTCDate())
  expect(paths.length).toBeGreaterThan(0)
})
