import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { describeInstant } from '../../gateway/budgets/windows.ts'
import type { NewBudget } from '../../gateway/contract/budgets.ts'
import { calendarBudget, ruledBudget } from '../support/budgets.ts'
import { hang } from '../support/fake-upstream.ts'
import { type GatewayRig, models, openGatewayRig, paths, type RigFormat } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})

afterAll(() => rig[Symbol.asyncDispose]())

afterEach(async () => {
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

const ask = (format: RigFormat, headers: Record<string, string> = {}) =>
  rig.post(
    paths[format],
    { model: models[format], max_tokens: 50, messages: [{ role: 'user', content: 'Hello' }] },
    { headers },
  )

const limits = (answer: Response) =>
  Object.fromEntries([...answer.headers].filter(([name]) => name.includes('ratelimit')))

const set = (budget: NewBudget) => rig.gateway.admin.setBudget(budget)

const tokenBucket = (limit: string, refillPerSecond: number) =>
  ruledBudget({ kind: 'bucket', unit: 'tokens', limit, refillPerSecond })

describe('a refusal', () => {
  test('that seconds mend says so in the headers of each format, and costs the provider nothing', async () => {
    await set(tokenBucket('60', 1))
    const calls = rig.calls().length
    expect((await ask('openai-chat')).status).toBe(200)
    await expect.poll(async () => (await rig.gateway.admin.listBudgets({}))[0]?.held).toBe('0')
    const refusedOpenAi = await ask('openai-chat')
    expect(refusedOpenAi.status).toBe(429)
    expect(await refusedOpenAi.json()).toMatchObject({
      error: { code: 'budget_exceeded', message: expect.stringContaining('There is room for it from') },
    })
    expect(refusedOpenAi.headers.get('x-should-retry')).toBe('true')
    const seconds = Number(refusedOpenAi.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(limits(refusedOpenAi)).toMatchObject({
      'x-ratelimit-limit-tokens': '60',
      'x-ratelimit-remaining-tokens': expect.stringMatching(/^\d+$/),
      'x-ratelimit-reset-tokens': expect.stringMatching(/^\d+s$/),
    })
    const refusedAnthropic = await ask('anthropic-messages')
    expect(refusedAnthropic.status).toBe(429)
    expect(limits(refusedAnthropic)).toMatchObject({
      'anthropic-ratelimit-tokens-limit': '60',
      'anthropic-ratelimit-tokens-reset': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
    expect(rig.calls()).toHaveLength(calls + 1)
  })

  test('that no waiting mends keeps clients from trying again', async () => {
    await set(tokenBucket('10', 1000))
    const answer = await ask('openai-chat')
    expect(answer.status).toBe(402)
    expect(answer.headers.get('x-should-retry')).toBe('false')
    expect(answer.headers.has('retry-after')).toBe(false)
    expect(answer.headers.has('x-gatehouse-budget-resets-at')).toBe(false)
    expect(limits(answer)).toEqual({ 'x-ratelimit-limit-tokens': '10', 'x-ratelimit-remaining-tokens': '10' })
    expect(await answer.json()).toMatchObject({
      error: {
        code: 'insufficient_quota',
        message: expect.stringMatching(
          /^This request can never pass: it asks for \d+ tokens \(50 tokens of answer are set aside\), and the limit/,
        ),
      },
    })
  })

  test.each([
    ['openai-chat', { type: 'insufficient_quota', code: 'insufficient_quota' }],
    ['anthropic-messages', { type: 'billing_error' }],
  ] as const)('that only the next day mends is a 402 of %s with that instant', async (format, says) => {
    await set(calendarBudget('1000', { unit: 'tokens', zone: 'Asia/Kathmandu' }))
    await (await ask('openai-chat')).text()
    const settled = async () => (await rig.gateway.admin.listBudgets({}))[0]?.settled ?? '0'
    await expect.poll(settled).not.toBe('0')
    const tightened = await set(
      calendarBudget(String(Number(await settled()) + 52), { unit: 'tokens', zone: 'Asia/Kathmandu' }),
    )
    expect(tightened.left).toBe('52')
    const calls = rig.calls().length
    const answer = await ask(format)
    const resetsAt = answer.headers.get('x-gatehouse-budget-resets-at') ?? ''
    expect(answer.status).toBe(402)
    expect(answer.headers.get('x-should-retry')).toBe('false')
    expect(answer.headers.has('retry-after')).toBe(false)
    expect(Object.keys(limits(answer)).filter(name => name.includes('reset'))).toEqual([])
    const { error } = (await answer.json()) as { error: { message: string } }
    expect(error).toMatchObject(says)
    expect(error.message).toContain(
      `It resets on ${describeInstant(Date.parse(resetsAt), 'Asia/Kathmandu')}. Raise the budget, wait until then, or ask`,
    )
    const [budget] = await rig.gateway.admin.listBudgets({})
    expect(budget?.resetsAtMs).toBe(Date.parse(resetsAt))
    expect(rig.calls()).toHaveLength(calls)
    expect(await rig.rowOf(answer)).toMatchObject({
      outcome: 'over-budget',
      status: 402,
      failure: {
        type: 'budget',
        budgetId: budget?.id,
        budget: budget?.title,
        limit: { amount: budget?.rule.limit, unit: 'tokens' },
        left: { amount: '52', unit: 'tokens' },
        passes: { type: 'at', atMs: budget?.resetsAtMs },
      },
      budgets: [{ id: budget?.id, name: budget?.title, verdict: 'refused' }],
    })
  })

  test('by a limit of requests at once is over when one of them ends', async () => {
    await set(ruledBudget({ kind: 'concurrency', unit: 'requests', limit: '1' }))
    rig.upstream.script({ steps: [hang()] })
    const leaving = new AbortController()
    const running = rig
      .post(
        paths['openai-chat'],
        { model: models['openai-chat'], messages: [{ role: 'user', content: 'wait' }] },
        { signal: leaving.signal },
      )
      .catch(() => undefined)
    await expect.poll(async () => (await rig.gateway.admin.listBudgets({}))[0]?.held).toBe('1')
    const refused = await ask('openai-chat')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(limits(refused)).toMatchObject({
      'x-ratelimit-limit-requests': '1',
      'x-ratelimit-remaining-requests': '0',
    })
    rig.upstream.script({})
    leaving.abort()
    await running
    await expect.poll(async () => (await ask('openai-chat')).status).toBe(200)
  })

  test('in money says so in dollars', async () => {
    await set(calendarBudget('1'))
    const answer = await ask('openai-chat')
    expect(limits(answer)).toMatchObject({
      'x-ratelimit-limit-usd': '0.000000001',
      'x-ratelimit-remaining-usd': '0',
    })
  })
})

test('a soft budget that has too little left lets pass, and every answer names it', async () => {
  await set(calendarBudget('0', {}, { mode: 'soft' }))
  await set(calendarBudget('0', { window: 'month' }, { mode: 'shadow' }))
  const answer = await ask('openai-chat')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('x-gatehouse-budget-warning')).toBe('all/day')
  await rig.rowOf(answer)
  const [soft, shadow] = await rig.gateway.admin.listBudgets({})
  expect(soft).toMatchObject({ mode: 'soft', wouldHaveRefused: 0 })
  expect(shadow).toMatchObject({
    name: 'all/month/shadow',
    title: 'All clients, per month (shadow)',
    wouldHaveRefused: 1,
  })
})

describe('whose request it is', () => {
  test('is the client, its person and team, and the project that it names', async () => {
    const [client] = await rig.gateway.admin.listClients({})
    const id = client?.id ?? ''
    await rig.gateway.admin.assignClient({ id, personId: 'Ann', teamId: 'lab/vision' })
    const scopes = [
      ['team', 'lab', 'Team lab'],
      ['person', 'Ann', 'Person Ann'],
      ['project', 'papers', 'Project papers'],
      ['model', 'gpt-4o-mini', 'Model gpt-4o-mini'],
      ['provider', 'open', 'Provider open'],
    ] as const
    for (const [kind, scopeId, named] of scopes) {
      const { id: budgetId } = await set(
        calendarBudget('0', { unit: 'tokens' }, { scope: { kind, id: scopeId } }),
      )
      const answer = await ask('openai-chat', { 'x-gatehouse-project': 'papers/one' })
      expect(await answer.json()).toMatchObject({
        error: { message: expect.stringContaining(`"${named}, tokens per day"`) },
      })
      await rig.gateway.admin.removeBudget({ id: budgetId })
    }
    await rig.gateway.admin.assignClient({ id, personId: null, teamId: null })
    await set(calendarBudget('0', { unit: 'tokens' }, { scope: { kind: 'team', id: 'lab' } }))
    expect((await ask('openai-chat')).status).toBe(200)
  })

  test('is refused where the project is no name, before anything is sent', async () => {
    const calls = rig.calls().length
    const answer = await ask('openai-chat', { 'x-gatehouse-project': '/../' })
    expect(answer.status).toBe(400)
    expect(rig.calls()).toHaveLength(calls)
  })

  test('may be said in any script', async () => {
    await set(calendarBudget('0', { unit: 'tokens' }, { scope: { kind: 'project', id: '论文' } }))
    const header = Buffer.from('论文/一', 'utf8').toString('latin1')
    expect((await ask('openai-chat', { 'x-gatehouse-project': header })).status).toBe(402)
  })
})
