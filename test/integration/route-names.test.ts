// What is told of routes: where a conversation stays, what explain answers, and where a route's name stands for a model.
import { request as httpRequest } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RouteDefinition, RouteGroup } from '../../gateway/contract/routes.ts'
import { chatBody, paths } from '../support/gateway-rig.ts'
import {
  askRoute,
  clear,
  first,
  openRouteRig,
  other,
  type RouteRig,
  recover,
  setRoute,
} from '../support/route-rig.ts'

let rig: RouteRig

beforeAll(async () => {
  rig = await openRouteRig()
})

afterAll(() => rig[Symbol.asyncDispose]())

afterEach(() => clear(rig))

const setGroups = (groups: readonly RouteGroup[], more: Partial<RouteDefinition> = {}) =>
  setRoute(rig, groups, more)
const ask = (extra: object = {}, headers: Readonly<Record<string, string>> = {}) =>
  askRoute(rig, extra, headers)

describe('a conversation', () => {
  const conversation = (text: string, ...more: readonly object[]) => ({
    messages: [{ role: 'user', content: text }, ...more],
  })
  const later = [
    { role: 'assistant', content: 'Hi' },
    { role: 'user', content: 'More' },
  ]
  const groups: readonly RouteGroup[] = [{ strategy: 'priority', targets: [first, other] }]
  const failed = { answer: { status: 503, body: 'busy' } }

  test('stays with the target that answered it, for five minutes, and others do not', async () => {
    await setGroups(groups, { sticky: true })
    rig.upstream.script(failed)
    const start = chatBody('openai-chat', { model: 'smart', ...conversation('Stay') })
    const answer = await rig.post(paths['openai-chat'], start)
    expect((await rig.rowOf(answer)).providerId).toBe('other')
    await recover(rig)
    const { row, target } = await ask(conversation('Stay', ...later))
    expect(target).toBe(other.target)
    expect(row.trace?.stay).toMatchObject({ target: other.target, stays: true, leavingCostsNanoUsd: '0' })
    expect((await ask(conversation('Another'))).target).toBe(first.target)
    rig.clock.passedMs += 5 * 60_000 + 1000
    expect((await ask(conversation('Stay', ...later))).target).toBe(first.target)
  })

  test('is known by the header in which its client names it', async () => {
    await setGroups(groups, { sticky: true })
    const headers = { 'x-claude-code-session-id': 'one' }
    rig.upstream.script(failed)
    const body = chatBody('openai-chat', { model: 'smart', ...conversation('Named') })
    await (await rig.post(paths['openai-chat'], body, { headers })).text()
    await recover(rig)
    expect((await ask(conversation('Something else'), headers)).target).toBe(other.target)
    expect((await ask(conversation('Named'), { ...headers, 'x-claude-code-session-id': 'two' })).target).toBe(
      first.target,
    )
  })

  test('is told what leaving would cost: the cached tokens at the difference of the two rates', async () => {
    await setGroups(groups, { sticky: true })
    const text = 'word '.repeat(1000)
    const cached = { prompt_tokens_details: { cached_tokens: 512 } }
    const usage = { prompt_tokens: 1010, completion_tokens: 3, total_tokens: 1013, ...cached }
    const body = { choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' } }], usage }
    const headers = { 'content-type': 'application/json' }
    rig.upstream.script(failed)
    rig.second.script({ answer: { headers, body: JSON.stringify(body) } })
    const start = chatBody('openai-chat', { model: 'smart', ...conversation(text) })
    expect((await rig.post(paths['openai-chat'], start)).status).toBe(200)
    await recover(rig)
    rig.second.script()
    const { row, explained } = await ask(conversation(text, ...later))
    // 512 tokens at 0.15 USD a million instead of 0.075.
    expect(row.trace?.stay).toEqual({
      target: other.target,
      stays: true,
      why: 'The conversation stays with its target: without its 512 cached tokens, the request would cost 0.0000384 USD more.',
      leavingCostsNanoUsd: '38400',
    })
    expect(explained.sticky?.leavingCostsNanoUsd).toBe('38400')
  })

  test('stays for an hour if the request marks its beginning for an hour', async () => {
    const twin = {
      id: 'twin',
      kind: 'anthropic',
      baseUrl: rig.second.baseUrl,
      key: 'sk-twin-provider-key-1234',
    }
    await rig.gateway.admin.addProvider(twin)
    const model = 'claude-haiku-4-5-20251001'
    const targets = [{ target: `twin/${model}` }, { target: `anth/${model}` }]
    await setGroups([{ strategy: 'priority', targets }], { sticky: true })
    const control = { type: 'ephemeral', ttl: '1h' }
    const body = chatBody('anthropic-messages', {
      model: 'smart',
      system: [{ type: 'text', text: 'Be brief.', cache_control: control }],
    })
    const answeredBy = async () => {
      const answer = await rig.post(paths['anthropic-messages'], body)
      await answer.text()
      return (await rig.rowOf(answer)).providerId
    }
    rig.second.script(failed)
    expect(await answeredBy()).toBe('anth')
    rig.second.script()
    rig.clock.passedMs += 59 * 60_000
    expect(await answeredBy()).toBe('anth')
    rig.clock.passedMs += 61 * 60_000
    expect(await answeredBy()).toBe('twin')
    await rig.gateway.admin.removeProvider({ id: 'twin' })
  })

  test('of a route that is not sticky has no target', async () => {
    await setGroups(groups)
    rig.upstream.script(failed)
    const body = chatBody('openai-chat', { model: 'smart', ...conversation('Loose') })
    await (await rig.post(paths['openai-chat'], body)).text()
    await recover(rig)
    expect((await ask(conversation('Loose', ...later))).target).toBe(first.target)
  })
})

describe('explain', () => {
  test('sends nothing, holds nothing, and has a row like a quote', async () => {
    await setGroups([{ strategy: 'priority', targets: [first, other] }])
    const before = [rig.calls().length, rig.second.requests.length]
    const answer = await rig.post('/gatehouse/v1/explain', chatBody('openai-chat', { model: 'smart' }))
    expect(await answer.json()).toMatchObject({
      object: 'gatehouse.explain',
      asked: 'smart',
      route: 'smart',
      needs: [],
      sticky: null,
      noRoute: null,
      targets: [
        { ...first, group: 0, estimatedCostNanoUsd: expect.stringMatching(/^\d+$/) },
        { ...other, group: 0, estimatedCostNanoUsd: expect.stringMatching(/^\d+$/) },
      ],
    })
    expect([rig.calls().length, rig.second.requests.length]).toEqual(before)
    expect(await rig.rowOf(answer)).toMatchObject({ purpose: 'quote', costNanoUsd: '0', heldNanoUsd: null })
  })

  test('takes GET with a body', async () => {
    await setGroups([{ strategy: 'priority', targets: [first] }])
    const text = await new Promise<string>((resolve, reject) => {
      const body = JSON.stringify(chatBody('openai-chat', { model: 'smart' }))
      const headers = {
        authorization: `Bearer ${rig.gateway.token}`,
        'content-type': 'application/json',
        'content-length': body.length,
      }
      const outgoing = httpRequest(`${rig.gateway.gatewayUrl}/gatehouse/v1/explain`, {
        method: 'GET',
        headers,
      })
      outgoing.on('error', reject).on('response', async answer => {
        let received = ''
        for await (const chunk of answer) received += String(chunk)
        resolve(received)
      })
      outgoing.end(body)
    })
    expect(JSON.parse(text)).toMatchObject({ route: 'smart', targets: [first] })
  })

  test('takes a model by its own name, and another format', async () => {
    const body = chatBody('anthropic-messages', { model: 'open/gpt-4o-mini' })
    const answer = await rig.post('/gatehouse/v1/explain', body, {
      headers: { 'anthropic-version': '2023-06-01' },
    })
    expect(await answer.json()).toMatchObject({
      route: null,
      targets: [
        {
          ...first,
          why: 'The model is asked for by its own name.',
          estimatedCostNanoUsd: expect.any(String),
        },
      ],
    })
  })

  test('refuses what a request would be refused for', async () => {
    const headers = { authorization: 'Bearer gth_unknown' }
    const body = chatBody('openai-chat', { model: 'smart' })
    expect((await rig.post('/gatehouse/v1/explain', body, { headers })).status).toBe(401)
    expect((await rig.post('/gatehouse/v1/explain', '{"model":')).status).toBe(400)
    const unknown = chatBody('openai-chat', { model: 'nobody/knows' })
    expect((await rig.post('/gatehouse/v1/explain', unknown)).status).toBe(404)
  })
})

describe('a name', () => {
  test('of a route comes before a model of the same name', async () => {
    await rig.gateway.admin.setRoute({ name: 'gpt-4o', groups: [{ strategy: 'priority', targets: [other] }] })
    const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'gpt-4o' }))
    expect(await rig.rowOf(answer)).toMatchObject({ providerId: 'other', model: 'gpt-4o-mini' })
    const named = await rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'open/gpt-4o' }))
    expect(await rig.rowOf(named)).toMatchObject({ providerId: 'open', model: 'gpt-4o' })
  })

  test('is in the lists of models of all formats, once', async () => {
    await setGroups([{ strategy: 'priority', targets: [first] }])
    const headers = { authorization: `Bearer ${rig.gateway.token}` }
    const get = async (path: string, more = {}) =>
      JSON.stringify(
        await (await fetch(rig.gateway.gatewayUrl + path, { headers: { ...headers, ...more } })).json(),
      )
    const lists = [
      await get('/v1/models'),
      await get('/v1/models', { 'anthropic-version': '2023-06-01' }),
      await get('/v1beta/models'),
    ]
    for (const list of lists) expect(list.match(/"(id|name)":"(models\/)?smart"/g)).toHaveLength(1)
    expect(await get('/api/tags')).toContain('"smart')
    expect(JSON.parse(await get('/v1/models/smart'))).toMatchObject({ id: 'smart' })
  })

  test('is among the near matches of one that is unknown', async () => {
    await setGroups([{ strategy: 'priority', targets: [first] }])
    const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'smartt' }))
    expect((await answer.json()).error.message).toContain('Near it: smart')
  })

  test('can be quoted and counted, for its first target', async () => {
    await setGroups([{ strategy: 'priority', targets: [other, first] }])
    const dry = { headers: { 'x-gatehouse-dry-run': '1' } }
    const quote = await rig.post(paths['openai-chat'], chatBody('openai-chat', { model: 'smart' }), dry)
    expect(await quote.json()).toMatchObject({ object: 'gatehouse.quote', route: other.target })
    const body = chatBody('anthropic-messages', { model: 'smart' })
    const count = await rig.post('/v1/messages/count_tokens', body)
    expect(await count.json()).toMatchObject({ input_tokens: expect.any(Number) })
    expect((await rig.rowOf(count)).providerId).toBe('other')
  })
})
