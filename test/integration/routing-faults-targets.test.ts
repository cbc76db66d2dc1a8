// Faults that other gateways had in what they ask of another target, how they show it and what they pay for it, each with the right
// behaviour. The numbers are those of the list that they were collected in.
import { describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { type Behaviour, gate, hang, head, send, wait } from '../support/fake-upstream.ts'
import { paths } from '../support/gateway-rig.ts'
import { json, kinds, routeOf, targetsOf, twoTargetsOfEachFile } from '../support/two-targets-rig.ts'

const file = twoTargetsOfEachFile()

const [first = '', second = ''] = targetsOf('openai')
const [anthropic = '', otherAnthropic = ''] = targetsOf('anthropic')
const priority = (...targets: readonly string[]) => ({
  groups: [{ strategy: 'priority' as const, targets: targets.map(target => ({ target })) }],
})
const failing = json(500, { error: { message: 'Boom' } })
const messages = [{ role: 'user', content: 'Hello' }]

function sentTo(place: 'upstream' | 'second') {
  const posts = file.rig[place].requests.filter(({ method }) => method === 'POST')
  return JSON.parse(String(posts.at(-1)?.body))
}

describe('31. what only its issuer can open is left out elsewhere', () => {
  const thought = { type: 'thinking', thinking: 'Hm', signature: 'c2lnbmF0dXJl' }
  const said = { role: 'assistant', content: [thought, { type: 'text', text: 'Hi' }] }
  const conversation = [...messages, said, ...messages]

  test('a signature that another account refuses is stripped, and the same target asked once more', async () => {
    file.rig.upstream.script(failing)
    const message = 'messages.1.content.0: Invalid `signature` in `thinking` block'
    const refusal = json(400, { type: 'error', error: { type: 'invalid_request_error', message } })
    file.rig.second.script(refusal, {})
    const asked = await file.rig.ask('anthropic', { messages: conversation })
    expect(asked.route).toBe(`${anthropic}=server-error,${otherAnthropic}=seal-refused,${otherAnthropic}`)
    expect(sentTo('upstream').messages).toEqual(conversation)
    expect(JSON.stringify(sentTo('second'))).not.toContain('signature')
    expect(file.rig.counts()).toEqual([1, 2])
  })

  test('a target that refuses it again is not asked a third time', async () => {
    const message = 'Invalid `signature` in `thinking` block'
    const refusal = json(400, { type: 'error', error: { type: 'invalid_request_error', message } })
    file.rig.upstream.script(refusal)
    await file.rig.setRoute('anthropic', priority(anthropic))
    expect((await file.rig.ask('anthropic', { messages: conversation })).status).toBe(400)
    expect(file.rig.counts()).toEqual([2, 0])
  })
})

describe('32. each target is asked anew from what the caller sent', () => {
  const caller = {
    messages,
    max_tokens: 50,
    temperature: 1.5,
    parallel_tool_calls: false,
    seed: 7,
    user: 'me',
  }

  test('the second one gets the caller’s own members, whatever the first one was sent', async () => {
    await file.rig.setRoute('openai', priority(anthropic, second))
    file.rig.upstream.script(failing)
    expect((await file.rig.ask('openai', caller)).status).toBe(200)
    expect(sentTo('upstream')).toHaveProperty('model', kinds.anthropic.model)
    expect(sentTo('second')).toEqual({ ...caller, model: kinds.openai.model })
  })

  test('a target of another format gets none of the members that it does not know', async () => {
    await file.rig.setRoute('openai', priority(first, otherAnthropic))
    file.rig.upstream.script(failing)
    expect((await file.rig.ask('openai', caller)).status).toBe(200)
    expect(sentTo('upstream')).toEqual({ ...caller, model: kinds.openai.model })
    const sent = sentTo('second')
    expect(sent).toMatchObject({ model: kinds.anthropic.model, max_tokens: 50 })
    expect(Object.keys(sent)).not.toEqual(expect.arrayContaining(['parallel_tool_calls']))
    expect(sent).not.toHaveProperty('seed')
    expect(sent.temperature ?? 1).toBeLessThanOrEqual(1)
  })
})

describe('33. a target that cannot take the request is left out, and nothing is quietly dropped', () => {
  const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }
  const seeing = { messages: [{ role: 'user', content: [{ type: 'text', text: 'What?' }, picture] }] }
  const blind = 'openai/text-embedding-3-small'

  test('a model that cannot see gets no picture, and the one that can gets all of it', async () => {
    await file.rig.setRoute('openai', priority(blind, second))
    const asked = await file.rig.ask('openai', seeing)
    expect([asked.status, asked.row.providerId]).toEqual([200, 'openai-2'])
    expect(asked.row.trace?.steps[0]).toMatchObject({ target: blind, outcome: 'capability' })
    expect(file.rig.counts()).toEqual([0, 1])
    expect(sentTo('second').messages).toEqual(seeing.messages)
  })

  test('an answer that is longer than the context is asked of a target with a longer one', async () => {
    await file.rig.setRoute('openai', priority(first, 'openai-2/gpt-4.1-mini'))
    const long = { messages: [{ role: 'user', content: 'one two '.repeat(60_000) }], max_tokens: 16_000 }
    const asked = await file.rig.ask('openai', long)
    expect(asked.row.trace?.steps[0]).toMatchObject({ target: first, outcome: 'context' })
    expect(asked.route).toBe('openai-2/gpt-4.1-mini')
  })

  test('if none fits, the caller is told why', async () => {
    await file.rig.setRoute('openai', priority(blind))
    const asked = await file.rig.ask('openai', seeing)
    expect(asked.status).toBe(424)
    expect(asked.text).toContain(`${blind}: text-embedding-3-small cannot be asked for`)
    expect(file.rig.counts()).toEqual([0, 0])
  })
})

describe('41. who answers after a fallback is said everywhere', () => {
  const forms = [true, false].flatMap(stream =>
    (['openai', 'anthropic'] as const).map(kind => ({ kind, stream })),
  )

  test.each(forms)(
    'in the header, the body and the log ($kind, stream: $stream)',
    async ({ kind, stream }) => {
      const [one = '', other = ''] = targetsOf(kind)
      file.rig.upstream.script(failing)
      const { headers, row, text } = await file.rig.ask(kind, { stream })
      expect(headers.get('x-gatehouse-route')).toBe(`${one}=server-error,${other}`)
      expect(text).toContain(`"model":"${kinds[kind].model}"`)
      expect(text).not.toContain(routeOf(kind))
      expect(row).toMatchObject({ providerId: `${kind}-2`, model: kinds[kind].model })
      expect(row.attempts.map(({ providerId, upstreamStatus }) => [providerId, upstreamStatus])).toEqual([
        [kind, 500],
        [`${kind}-2`, 200],
      ])
    },
  )

  test.each([true, false])('a translated answer names the served model too (stream: %s)', async stream => {
    await file.rig.setRoute('openai', priority(first, otherAnthropic))
    file.rig.upstream.script(failing)
    const { route, text } = await file.rig.ask('openai', { stream })
    expect(route).toBe(`${first}=server-error,${otherAnthropic}`)
    expect(text).toContain(`"model":"${kinds.anthropic.model}"`)
    expect(text).not.toContain(routeOf('openai'))
  })

  test('a pause is shown with its reason and its end', async () => {
    file.rig.upstream.script(json(429, { error: { message: 'Slow down' } }, { 'retry-after': '40' }))
    await file.rig.ask('openai')
    const { atMs, subjects } = await file.rig.gateway.admin.health({})
    expect(subjects.find(({ providerId }) => providerId === 'openai')).toMatchObject({
      state: 'cooling',
      reason: 'Slow down',
      untilMs: atMs + 40_000,
    })
  })
})

describe('42. a budget is asked for each target', () => {
  test('a free target’s fallback is not paid for by a budget that cannot', async () => {
    const { admin } = file.rig.gateway
    const price = (usd: string) => ({ inputUsdPerMillion: usd, outputUsdPerMillion: usd })
    await admin.setPrice({ providerId: 'openai', model: kinds.openai.model, ...price('0') })
    await admin.setPrice({ providerId: 'openai-2', model: kinds.openai.model, ...price('1000') })
    const { settled } = await file.rig.money()
    await admin.setBudget(calendarBudget(String(settled + 1000n), { window: 'month' }))
    file.rig.upstream.script(failing)
    const asked = await file.rig.ask('openai')
    expect(asked.status).toBe(500)
    expect(asked.route).toMatch(`${first}=server-error,${second}=budget`)
    expect(file.rig.counts()).toEqual([1, 0])
    expect(await file.rig.money()).toMatchObject({ held: 0n })
    await admin.removePrice({ providerId: 'openai', model: kinds.openai.model })
    await admin.removePrice({ providerId: 'openai-2', model: kinds.openai.model })
  })
})

describe('43. a caller that leaves leaves no hold behind', () => {
  const silent: Behaviour = { steps: [hang()] }
  const cases: readonly (readonly [string, readonly Behaviour[], readonly Behaviour[]])[] = [
    ['at the first target', [silent], [{}]],
    ['at the second target', [failing], [silent]],
    ['while a stream comes', [{ steps: [head(), send(500), hang()] }], [{}]],
    [
      'while it waits to ask again',
      [json(503, {}, { 'retry-after': '50' })],
      [json(503, {}, { 'retry-after': '50' })],
    ],
  ]

  test.each(cases)('%s', async (_, one, other) => {
    await file.rig.money()
    file.rig.upstream.script(...one)
    file.rig.second.script(...other)
    const arrived = file.rig.upstream.requests.length
    const secondArrived = file.rig.second.requests.length
    const body = { model: routeOf('openai'), max_tokens: 64, messages, stream: true }
    const caller = await file.rig.postRaw(paths['openai-chat'], body)
    await expect.poll(() => file.rig.upstream.requests.length).toBeGreaterThan(arrived)
    if (other[0]?.answer || other[0]?.steps)
      await expect.poll(() => file.rig.second.requests.length).toBeGreaterThan(secondArrived)
    caller.hangUp('reset')
    await expect.poll(async () => (await file.rig.money()).held).toBe(0n)
    const { requestsInFlight } = await file.rig.gateway.admin.readStatus({})
    expect(requestsInFlight).toBe(0)
  })

  test('nor a hedge and its first leg', async () => {
    await file.rig.setRoute('openai', { hedge: { afterMs: 100 } })
    await file.rig.ask('openai')
    await file.rig.money()
    const late = gate()
    file.rig.upstream.script(silent)
    file.rig.second.script({ steps: [wait(late), send()] })
    const body = { model: routeOf('openai'), max_tokens: 64, messages, stream: true }
    const caller = await file.rig.postRaw(paths['openai-chat'], body)
    await late.reached
    caller.hangUp('reset')
    await expect.poll(async () => (await file.rig.money()).held).toBe(0n)
    late.open()
  })
})

// Lines 44 to 46 are about a cache of near matches and about requests that share one answer. The gateway has neither yet.
