// Faults that other gateways had in hedges, breakers and cool-downs, each with the right behaviour. The numbers are those of the
// list that they were collected in.
import { describe, expect, test } from 'vitest'
import { type Behaviour, closedOrigin, die, gate, hang, head, send, wait } from '../support/fake-upstream.ts'
import { paths } from '../support/gateway-rig.ts'
import { json, kinds, routeOf, targetsOf, twoTargetsOfEachFile } from '../support/two-targets-rig.ts'

const file = twoTargetsOfEachFile()

const [first = '', second = ''] = targetsOf('openai')
const [anthropic = ''] = targetsOf('anthropic')
const priority = (...targets: readonly string[]) => ({
  groups: [{ strategy: 'priority' as const, targets: targets.map(target => ({ target })) }],
})
const failing = json(500, { error: { message: 'Boom' } })
const silent: Behaviour = { steps: [head(), hang()] }

async function subjectOf(providerId: string, model?: string) {
  const { atMs, subjects } = await file.rig.gateway.admin.health({})
  const found = subjects.find(
    each => each.providerId === providerId && (model === undefined || each.model === model),
  )
  return found && { ...found, forMs: found.untilMs === null ? null : found.untilMs - atMs }
}

async function fail(times: number, model = first): Promise<void> {
  file.rig.upstream.script(failing)
  for (let each = 0; each < times; each++) await file.rig.ask('openai', { model })
}

describe('19. both legs of a hedge are held, and the loser is paid for', () => {
  test('what the log and the budget have is the sum of both', async () => {
    await file.rig.ask('openai', { model: first }) // the first request of a gateway takes longer
    const { settled: before } = await file.rig.money()
    await file.rig.setRoute('openai', { hedge: { afterMs: 150 } })
    const both = gate()
    file.rig.upstream.script(silent)
    file.rig.second.script({ steps: [wait(both), send()] })
    const asking = file.rig.ask('openai', { stream: true })
    await both.reached
    const { held } = await file.rig.money()
    both.open()
    const { row } = await asking
    const [lost, won] = row.attempts
    expect(row.attempts.map(({ state }) => state)).toEqual(['lost', 'complete'])
    expect(held).toBe(BigInt(lost?.heldNanoUsd ?? 0) + BigInt(won?.heldNanoUsd ?? 0))
    expect(BigInt(lost?.costNanoUsd ?? 0)).toBeGreaterThan(0n)
    const sum = BigInt(lost?.costNanoUsd ?? 0) + BigInt(won?.costNanoUsd ?? 0)
    expect(row.costNanoUsd).toBe(String(sum))
    await expect.poll(() => file.rig.money()).toEqual({ held: 0n, settled: before + sum })
  })
})

describe('20. hedges do not double the load', () => {
  const hedged = { hedge: { afterMs: 150 } }
  /** Only the first target has a limit. */
  const hedgedTo = (...others: readonly string[]) => {
    const targets = [{ target: first, limits: { firstTokenMs: 600 } }, ...others.map(target => ({ target }))]
    return { ...hedged, groups: [{ strategy: 'priority' as const, targets }] }
  }
  const ask = () => file.rig.ask('openai', { stream: true })
  const isHedged = async () => (await ask()).row.attempts.some(({ state }) => state === 'lost')

  test('there is one beside a request at most, however long both take', async () => {
    await file.rig.setRoute('openai', hedgedTo(second, anthropic))
    const late = gate()
    file.rig.upstream.script(silent)
    file.rig.second.script({ steps: [wait(late), send()] })
    const asking = ask()
    await late.reached
    // The first one passes its limit, which is four times the delay of a hedge.
    await expect.poll(() => file.rig.upstream.requests.at(-1)?.abortedAtMs).toBeDefined()
    expect(file.rig.counts()).toEqual([1, 1])
    late.open()
    const { row } = await asking
    expect(row.attempts.map(({ providerId, state }) => [providerId, state])).toEqual([
      ['openai', 'broken'],
      ['openai-2', 'complete'],
    ])
  })

  test('none goes to the same quota', async () => {
    await file.rig.setRoute('openai', hedgedTo('openai/gpt-4o', second))
    file.rig.upstream.script(silent)
    const { row } = await ask()
    expect(row.attempts.map(({ providerId, state }) => [providerId, state])).toEqual([
      ['openai', 'lost'],
      ['openai-2', 'complete'],
    ])
  })

  test.each([429, 529])('none is started within a minute after a %i', async status => {
    await file.rig.setRoute('openai', hedgedTo(second))
    file.rig.upstream.script(json(status, { error: {} }))
    await file.rig.ask('openai', { model: 'openai/gpt-4o' })
    file.rig.upstream.script(silent)
    file.rig.pass(59_000)
    expect(await isHedged()).toBe(false)
  })
})

describe('21. what the caller got wrong and limits open no breaker', () => {
  const opened = async () =>
    (await file.rig.gateway.admin.health({})).events.filter(({ type }) => type === 'opened').length

  test.each([400, 413, 422])('ten times %i leave it closed', async status => {
    const before = await opened()
    file.rig.upstream.script(json(status, { error: { message: 'Bad' } }))
    for (let each = 0; each < 10; each++) await file.rig.ask('openai')
    expect([await opened(), (await subjectOf('openai'))?.state]).toEqual([before, 'closed'])
    expect(file.rig.counts()).toEqual([10, 0])
  })

  test('a 429 cools until it resets, and the other target goes first meanwhile', async () => {
    const before = await opened()
    file.rig.upstream.script(json(429, { error: {} }, { 'retry-after': '40' }), {})
    await file.rig.ask('openai')
    expect(await subjectOf('openai')).toMatchObject({ state: 'cooling', forMs: 40_000 })
    file.rig.pass(39_999)
    expect((await file.rig.ask('openai')).route).toBe(second)
    file.rig.pass(1)
    expect((await file.rig.ask('openai')).route).toBe(first)
    expect(await opened()).toBe(before)
  })
})

describe('22. a breaker is no outage', () => {
  test('the only target of a route is asked all the same', async () => {
    await file.rig.setRoute('openai', priority(first))
    await fail(4)
    expect((await subjectOf('openai'))?.state).toBe('open')
    file.rig.upstream.script()
    expect((await file.rig.ask('openai')).status).toBe(200)
  })

  test('if all are left alone, the one that recovers the soonest is asked, and the wait is told', async () => {
    file.rig.upstream.script(json(429, { error: {} }, { 'retry-after': '600' }))
    file.rig.second.script(json(429, { error: {} }, { 'retry-after': '90' }))
    await file.rig.ask('openai')
    const asked = await file.rig.ask('openai')
    expect([asked.status, asked.headers.get('retry-after')]).toEqual([429, '90'])
    expect(file.rig.counts()).toEqual([1, 2])
    file.rig.second.script()
    expect((await file.rig.ask('openai')).route).toBe(second)
  })
})

test('23. half open, one request tries the target and everyone else goes to the next', async () => {
  await fail(4)
  file.rig.pass(36_000)
  const late = gate()
  file.rig.upstream.script({ steps: [wait(late), send()] })
  const probe = file.rig.ask('openai')
  await late.reached
  const others = await Promise.all([1, 2, 3].map(() => file.rig.ask('openai')))
  expect(others.map(({ route }) => route)).toEqual([second, second, second])
  late.open()
  expect((await probe).route).toBe(first)
  expect((await file.rig.ask('openai')).route).toBe(first)
  expect(file.rig.counts()).toEqual([4 + 2, 3])
})

describe('24. the cause decides what is left alone', () => {
  const other = 'openai/gpt-4o'
  const stateOf = async (model: string) => {
    await file.rig.setRoute('openai', priority(model, second))
    return (await file.rig.ask('openai')).row.providerId === 'openai' ? 'asked' : 'left alone'
  }

  test.each([
    ['a 5xx: the very model', 500, {}, 'asked'],
    ['a limit: the very model', 429, {}, 'asked'],
    ['a quota: all models of the key', 402, {}, 'left alone'],
    ['a refused key: all models of the key', 401, {}, 'left alone'],
  ])('%s', async (_, status, error, ofOther) => {
    file.rig.upstream.script(json(status, { error }))
    for (let each = 0; each < 4; each++) await file.rig.ask('openai', { model: first })
    file.rig.upstream.script()
    expect([await stateOf(first), await stateOf(other)]).toEqual(['left alone', ofOther])
  })

  test('no connection: all that is at the host', async () => {
    const { admin } = file.rig.gateway
    await admin.addProvider({ id: 'gone', kind: 'openai-compatible', baseUrl: `${await closedOrigin()}/v1` })
    for (const model of ['a', 'b', 'c']) await file.rig.ask('openai', { model: `gone/${model}` })
    await file.rig.setRoute('openai', priority('gone/d', second))
    expect((await file.rig.ask('openai')).route).toBe(second)
    await admin.removeProvider({ id: 'gone' })
  })
})

describe('26. waits do not trust the clock of this machine', () => {
  const dayMs = 24 * 3_600_000
  const until = { 'retry-after': 'Fri, 01 Jan 2027 00:10:00 GMT', date: 'Fri, 01 Jan 2027 00:00:00 GMT' }

  test('a date is a delay from the provider’s own date', async () => {
    file.rig.upstream.script(json(429, { error: {} }, until))
    await file.rig.ask('openai')
    expect(await subjectOf('openai')).toMatchObject({ forMs: 600_000 })
  })

  test('a clock that is set back prolongs nothing', async () => {
    file.rig.upstream.script(json(429, { error: {} }, until), {})
    await file.rig.ask('openai')
    file.rig.moveWallClock(-dayMs)
    file.rig.pass(600_000)
    expect((await file.rig.ask('openai')).route).toBe(first)
  })

  test('a wait of years is one of a day', async () => {
    file.rig.upstream.script(json(429, { error: {} }, { 'retry-after': '999999999' }))
    await file.rig.ask('openai')
    expect(await subjectOf('openai')).toMatchObject({ forMs: dayMs })
  })

  test('what passed while the machine slept has passed', async () => {
    file.rig.upstream.script(json(429, { error: {} }, until), {})
    await file.rig.ask('openai')
    file.rig.moveWallClock(600_000)
    expect((await file.rig.ask('openai')).route).toBe(first)
  })
})

test('27. only answers that came make a target fast, three at least, and for half an hour', async () => {
  const ask = () => file.rig.ask('openai', { model: first, stream: true })
  const speed = async () => (await subjectOf('openai'))?.speed
  await fail(3)
  expect(await speed()).toBeNull()
  file.rig.upstream.script()
  for (let each = 0; each < 2; each++) await ask()
  expect(await speed()).toBeNull()
  await ask()
  expect(await speed()).toMatchObject({ answers: 3 })
  file.rig.pass(30 * 60_000)
  expect(await speed()).toBeNull()
})

describe('28. what runs is counted down on every way out', () => {
  const ways: Readonly<Record<string, Behaviour>> = {
    'an answer': {},
    'a refusal': json(400, { error: { message: 'Bad' } }),
    'a failure': failing,
    'a reset': { steps: [die('reset')] },
    'a stream that breaks off': { steps: [head(), send(300), die('reset')] },
    'no answer of the format': json(200, {}, { 'content-type': 'text/html' }),
  }
  const running = async () => {
    const { subjects } = await file.rig.gateway.admin.health({})
    return subjects.filter(each => each.running !== 0)
  }
  const cases = Object.entries(ways).flatMap(([name, way]) =>
    (['openai', 'anthropic', 'gemini'] as const).map(kind => [name, kind, way] as const),
  )

  test.each(cases)('%s (%s)', async (_, kind, way) => {
    file.rig.upstream.script(way)
    file.rig.second.script(way)
    const model = kind === 'gemini' ? `${routeOf(kind)}:streamGenerateContent` : routeOf(kind)
    const path = kind === 'gemini' ? `${kinds.gemini.path}/${model}` : kinds[kind].path
    const said = { model, max_tokens: 64, stream: true, messages: [{ role: 'user', content: 'Hello' }] }
    const body = kind === 'gemini' ? { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] } : said
    const caller = await file.rig.postRaw(path, body, ['connection: close'])
    expect(String(await caller.readAll())).toMatch(/^HTTP\/1.1 /)
    await expect.poll(running).toEqual([])
  })

  test.each([silent, { steps: [hang()] }, { steps: [head(), send(300), hang()] }])(
    'a caller that leaves (%j)',
    async way => {
      file.rig.upstream.script(way)
      const body = { model: routeOf('openai'), stream: true, messages: [{ role: 'user', content: 'Hello' }] }
      const caller = await file.rig.postRaw(paths['openai-chat'], body)
      await expect.poll(async () => (await running()).map(({ running: count }) => count)).toEqual([1])
      caller.hangUp('reset')
      await expect.poll(running).toEqual([])
    },
  )
})
