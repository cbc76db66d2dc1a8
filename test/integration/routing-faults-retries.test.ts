// Faults that other gateways had in what they send again, each with the right behaviour. The numbers are those of the list that
// they were collected in.
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { hang } from '../support/fake-upstream.ts'
import { json, routeOf, targetsOf, twoTargetsOfEachFile } from '../support/two-targets-rig.ts'

const file = twoTargetsOfEachFile({ overrides: { firstByteTimeoutMs: 300 } })

const [first, second] = targetsOf('openai')
const hourMs = 3_600_000

/** What is held against the first provider of the kind: the state, and for how long. */
async function heldAgainst(providerId: string) {
  const { atMs, subjects } = await file.rig.gateway.admin.health({})
  const [subject] = subjects.filter(each => each.providerId === providerId)
  const { state, untilMs, lastFailure } = subject ?? {}
  return { state, kind: lastFailure?.kind, forMs: untilMs == null ? undefined : untilMs - atMs }
}

describe('1. the gateway’s tries and the client library’s are not multiplied', () => {
  const busy = json(503, { error: { message: 'Busy' } }, { 'retry-after-ms': '1' })

  test('a model by its own name is asked twice at first, and once for each retry of the library', async () => {
    const { gateway, upstream } = file.rig
    upstream.script(busy)
    const client = new OpenAI({ baseURL: `${gateway.gatewayUrl}/v1`, apiKey: gateway.token, maxRetries: 2 })
    const asking = client.chat.completions.create({ model: first ?? '', messages: [] })
    await expect(asking).rejects.toThrow('Busy')
    expect(file.rig.counts()).toEqual([4, 0])
  })

  test.each([
    [0, 4],
    [1, 3],
    [2, 2],
    [3, 1],
    [9, 1],
  ])('a request that the library sends for retry %i gets %i attempts on a route', async (retry, attempts) => {
    for (const upstream of [file.rig.upstream, file.rig.second]) upstream.script(busy)
    const asked = await file.rig.ask('openai', {}, { 'x-stainless-retry-count': String(retry) })
    expect(asked.status).toBe(503)
    const [one, other] = file.rig.counts()
    expect(one + other).toBe(attempts)
    expect(asked.row.attempts).toHaveLength(attempts)
  })
})

describe('2. a 429 means two things, and codes tell which', () => {
  test('an account without quota is left alone for an hour', async () => {
    file.rig.upstream.script(json(429, { error: { message: 'You exceeded it', code: 'insufficient_quota' } }))
    expect((await file.rig.ask('openai')).route).toBe(`${first}=quota,${second}`)
    expect(await heldAgainst('openai')).toMatchObject({ state: 'cooling', kind: 'quota', forMs: hourMs })
  })

  test.each(['openai', 'gemini'] as const)('the same words without the code pass soon (%s)', async kind => {
    const message = 'You exceeded your current quota, please check your plan and billing details.'
    file.rig.upstream.script(json(429, { error: { message, status: 'RESOURCE_EXHAUSTED', code: 429 } }))
    expect((await file.rig.ask(kind)).status).toBe(200)
    expect(await heldAgainst(kind)).toMatchObject({ state: 'cooling', kind: 'rate-limited', forMs: 15_000 })
  })
})

describe('3. a spend cap parks the key, and an overload does not', () => {
  test.each([
    [
      429,
      { error_code: 'enforced_spend_limit_reached' },
      'You have reached your API usage limits: a month’s.',
    ],
    [400, undefined, 'You have reached your specified API usage limits.'],
    [400, undefined, 'You have reached your specified workspace API usage limits.'],
  ])('a cap that comes as %i', async (status, details, message) => {
    const type = status === 429 ? 'rate_limit_error' : 'invalid_request_error'
    file.rig.upstream.script(json(status, { type: 'error', error: { type, message, details } }))
    expect((await file.rig.ask('anthropic')).status).toBe(200)
    expect(await heldAgainst('anthropic')).toMatchObject({ state: 'cooling', kind: 'quota', forMs: hourMs })
  })

  test('an overload is a pause of seconds', async () => {
    file.rig.upstream.script({ answer: 'anthropic-error-529' })
    expect((await file.rig.ask('anthropic')).status).toBe(200)
    expect(await heldAgainst('anthropic')).toMatchObject({ kind: 'overloaded', forMs: 15_000 })
  })
})

describe('4. the wait of a Gemini 429 is read from its body', () => {
  test('with its fraction', async () => {
    file.rig.upstream.script({ answer: 'gemini-error-429' })
    expect((await file.rig.ask('gemini')).status).toBe(200)
    expect(await heldAgainst('gemini')).toMatchObject({ kind: 'rate-limited', forMs: 46_000 })
  })

  test('a day’s quota parks the key, whatever short wait stands beside it', async () => {
    const details = [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '20.5s' },
    ]
    const error = { code: 429, message: 'You exceeded your quota.', status: 'RESOURCE_EXHAUSTED', details }
    file.rig.upstream.script(json(429, { error }))
    expect((await file.rig.ask('gemini')).status).toBe(200)
    expect(await heldAgainst('gemini')).toMatchObject({ kind: 'quota', forMs: hourMs })
  })
})

describe('5. a long wait that a provider asks for does not hang the caller', () => {
  const limited = (headers: Readonly<Record<string, string>>) => json(429, { error: {} }, headers)

  test.each([
    ['seconds', { 'retry-after': '7200' }, 7_200_000],
    ['milliseconds', { 'retry-after-ms': '90000' }, 90_000],
    [
      'a date',
      { 'retry-after': 'Sat, 28 Nov 2026 02:00:00 GMT', date: 'Sat, 28 Nov 2026 01:00:00 GMT' },
      3_600_000,
    ],
  ])('said in %s: the other target answers at once, and this one is left alone till then', async (...row) => {
    const [, headers, forMs] = row
    file.rig.upstream.script(limited(headers))
    expect((await file.rig.ask('openai')).route).toBe(`${first}=rate-limited,${second}`)
    expect(await heldAgainst('openai')).toMatchObject({ state: 'cooling', forMs })
  })

  test('without another target, the caller is told of a wait of more than a minute instead of waiting', async () => {
    for (const upstream of [file.rig.upstream, file.rig.second])
      upstream.script(limited({ 'retry-after': '61' }))
    const asked = await file.rig.ask('openai')
    expect([asked.status, asked.headers.get('retry-after')]).toEqual([429, '61'])
    expect(file.rig.counts()).toEqual([1, 1])
  })
})

test('6. what was given up after it was sent is booked, and not sent there again', async () => {
  file.rig.upstream.script({ steps: [hang()] })
  await file.rig.setRoute('openai', { limits: { headersMs: 200 } })
  const { settled: before } = await file.rig.money()
  const asked = await file.rig.ask('openai')
  expect(asked.route).toBe(`${first}=late,${second}`)
  expect(file.rig.counts()).toEqual([1, 1])
  const [late, answered] = asked.row.attempts
  expect([late?.certainty, answered?.certainty]).toEqual(['estimated', 'exact'])
  expect(BigInt(late?.costNanoUsd ?? 0)).toBeGreaterThan(0n)
  const sum = BigInt(late?.costNanoUsd ?? 0) + BigInt(answered?.costNanoUsd ?? 0)
  expect(asked.row.costNanoUsd).toBe(String(sum))
  expect(await file.rig.money()).toEqual({ held: 0n, settled: before + sum })
})

test('6. a model by its own name is not asked again after a deadline either', async () => {
  file.rig.upstream.script({ steps: [hang()] })
  expect((await file.rig.ask('openai', { model: first })).status).toBe(504)
  expect(file.rig.counts()).toEqual([1, 0])
})

describe('7. a refusal is not met again at the target that refused', () => {
  test.each([401, 403])('%i moves on and never repeats in place', async status => {
    for (const upstream of [file.rig.upstream, file.rig.second])
      upstream.script(json(status, { error: { message: 'No' } }))
    const asked = await file.rig.ask('openai')
    expect(asked.route).toBe(`${first}=key-refused,${second}=key-refused`)
    expect(file.rig.counts()).toEqual([1, 1])
  })

  test('400 is told at once', async () => {
    file.rig.upstream.script(json(400, { error: { message: 'Bad temperature' } }))
    expect((await file.rig.ask('openai')).status).toBe(400)
    expect(file.rig.counts()).toEqual([1, 0])
  })
})

describe('8. a context that is too small is known by its code or by tested words', () => {
  test.each([
    ['code', { code: 'context_length_exceeded', message: 'No' }],
    [
      'Mistral',
      { message: 'Prompt contains 65673 tokens, too large for model with 32768 maximum context length' },
    ],
    ['Amazon Bedrock', { message: 'Input is too long for requested model.' }],
    ['a short sentence', { message: 'input is too long' }],
    ['the model alone', { message: 'The request is too large for model gpt-4o-mini.' }],
    [
      'SGLang',
      { message: "The input (9000 tokens) is longer than the model's context length (8192 tokens)." },
    ],
  ])('%s', async (_, error) => {
    const targets = [{ target: first ?? '' }, { target: 'openai-2/gpt-4.1-mini' }]
    await file.rig.setRoute('openai', { groups: [{ strategy: 'priority', targets }] })
    file.rig.upstream.script(json(400, { error }))
    expect((await file.rig.ask('openai')).route).toBe(`${first}=context-overflow,openai-2/gpt-4.1-mini`)
    expect(await heldAgainst('openai')).toMatchObject({ state: 'closed', kind: undefined })
  })

  test.each([
    [429, { message: 'Request too large for model x on tokens per minute (TPM): Limit 6000' }],
    [
      413,
      { message: 'Request too large for model x on tokens per minute (TPM)', code: 'rate_limit_exceeded' },
    ],
  ])('a limit on tokens per minute is none, also with status %i', async (status, error) => {
    file.rig.upstream.script(json(status, { error }))
    expect((await file.rig.ask('openai')).route).toBe(`${first}=rate-limited,${second}`)
  })
})

describe('9. a refusal of the content is no outage', () => {
  const refusal = json(400, { error: { code: 'content_policy_violation', message: 'Not this' } })

  test('the caller is told, and nothing is asked again', async () => {
    file.rig.upstream.script(refusal)
    const asked = await file.rig.ask('openai')
    expect([asked.status, asked.text]).toEqual([400, expect.stringContaining('Not this')])
    expect(file.rig.counts()).toEqual([1, 0])
  })

  test('another target is asked only where the route says so, and it is shown', async () => {
    await file.rig.setRoute('openai', { onRefusal: 'next' })
    file.rig.upstream.script(refusal)
    expect((await file.rig.ask('openai')).route).toBe(`${first}=content-refused,${second}`)
  })

  test('the same model at the same provider is not asked again', async () => {
    const targets = [{ target: first ?? '' }, { target: first ?? '' }]
    await file.rig.setRoute('openai', { onRefusal: 'next', groups: [{ strategy: 'priority', targets }] })
    file.rig.upstream.script(refusal)
    expect((await file.rig.ask('openai')).status).toBe(400)
    expect(file.rig.counts()).toEqual([1, 0])
  })
})

describe('10. a model that was withdrawn is left alone for an hour, and its key and provider are not', () => {
  test.each([
    [404, { code: 'model_not_found', message: 'The model does not exist' }],
    [400, { message: 'Model is unavailable' }],
  ])('told by %i', async (status, error) => {
    file.rig.upstream.script(json(status, { error }), {})
    expect((await file.rig.ask('openai')).route).toBe(`${first}=model-gone,${second}`)
    expect(await heldAgainst('openai')).toMatchObject({ state: 'cooling', kind: 'model-gone', forMs: hourMs })
    const other = await file.rig.ask('openai', { model: 'openai/gpt-4o' })
    expect([other.status, other.route]).toEqual([200, 'openai/gpt-4o'])
    expect((await file.rig.ask('openai', { model: routeOf('openai') })).row.providerId).toBe('openai-2')
    file.rig.pass(hourMs)
    expect((await file.rig.ask('openai')).route).toBe(first)
  })
})
