// Faults that other gateways had in choosing a key or a target, each with the right behaviour. The numbers are those of the list
// that they were collected in.
import { afterEach, describe, expect, test } from 'vitest'
import { json, kinds, targetsOf, twoTargetsOfEachFile } from '../support/two-targets-rig.ts'

const file = twoTargetsOfEachFile()

const [first = '', second = ''] = targetsOf('openai')
const limited = json(429, { error: { message: 'Slow down' } })
const toBoth = [{ target: first }, { target: second }]

describe('25. keys of one account cool down together', () => {
  const own = 'sk-key-of-openai-0123456789'
  const added = { same: 'sk-other-key-of-the-account', other: 'sk-key-of-another-account' }
  const keysSent = (since: number) =>
    file.rig
      .calls()
      .slice(since)
      .map(({ headers }) => String(headers.authorization).replace('Bearer ', ''))

  afterEach(async () => {
    const { admin } = file.rig.gateway
    for (const name of Object.keys(added)) await admin.removeProviderKey({ providerId: 'openai', name })
  })

  test('one refusal is not followed by one of each other key', async () => {
    const { admin } = file.rig.gateway
    const before = file.rig.calls().length
    await admin.addProviderKey({ providerId: 'openai', name: 'default', key: own, quotaGroup: 'account' })
    await admin.addProviderKey({ providerId: 'openai', name: 'same', key: added.same, quotaGroup: 'account' })
    await admin.addProviderKey({ providerId: 'openai', name: 'other', key: added.other, quotaGroup: 'mine' })
    file.rig.upstream.script(limited, {})
    expect((await file.rig.ask('openai', { model: first })).status).toBe(200)
    expect(keysSent(before)).toEqual([own, added.other])
    expect((await file.rig.ask('openai', { model: first })).status).toBe(200)
    expect(keysSent(before)).toEqual([own, added.other, added.other])
  })
})

describe('29. an unknown price is not nothing', () => {
  test('the cheapest whole request wins, and a target without a price comes last', async () => {
    const unknown = 'openai/model-without-a-price'
    const targets = [unknown, 'openai/gpt-4o', first].map(target => ({ target }))
    await file.rig.setRoute('openai', { groups: [{ strategy: 'lowest-cost', targets }] })
    const body = { model: 'route-of-openai', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 64 }
    const explained = await file.rig.post('/gatehouse/v1/explain', body)
    const { targets: planned } = (await explained.json()) as { targets: readonly { target: string }[] }
    expect(planned.map(({ target }) => target)).toEqual([first, 'openai/gpt-4o', unknown])
    expect((await file.rig.ask('openai')).route).toBe(first)
  })

  test('a dear output counts as much as a cheap input', async () => {
    const { admin } = file.rig.gateway
    const model = kinds.openai.model
    await admin.setPrice({ providerId: 'openai', model, inputUsdPerMillion: '0', outputUsdPerMillion: '9' })
    await admin.setPrice({ providerId: 'openai-2', model, inputUsdPerMillion: '1', outputUsdPerMillion: '1' })
    await file.rig.setRoute('openai', { groups: [{ strategy: 'lowest-cost', targets: toBoth }] })
    expect((await file.rig.ask('openai')).route).toBe(second)
    for (const providerId of ['openai', 'openai-2']) await admin.removePrice({ providerId, model })
  })
})

describe('30. the turns of a conversation do not bounce between equal targets', () => {
  const turns = (text: string, more: number) => ({
    messages: Array.from({ length: 1 + 2 * more }, (_, at) => ({
      role: at % 2 === 0 ? 'user' : 'assistant',
      content: at === 0 ? text : `turn ${at}`,
    })),
  })

  test('whatever is drawn, and for as long as the provider keeps its cache', async () => {
    const groups = [{ strategy: 'weighted' as const, targets: toBoth }]
    await file.rig.setRoute('openai', { groups, sticky: true })
    for (const upstream of [file.rig.upstream, file.rig.second])
      upstream.script({ answer: 'chat-completion-cached' })
    for (let conversation = 0; conversation < 6; conversation++) {
      const text = `This is conversation ${conversation}`
      const { route } = await file.rig.ask('openai', turns(text, 0))
      for (let turn = 1; turn < 5; turn++) {
        file.rig.pass(4 * 60_000)
        expect((await file.rig.ask('openai', turns(text, turn))).route).toBe(route)
      }
    }
  })

  test('a move is told', async () => {
    await file.rig.setRoute('openai', { sticky: true })
    await file.rig.ask('openai', turns('Move', 0))
    file.rig.upstream.script(json(429, {}, { 'retry-after': '60' }))
    await file.rig.ask('openai', { model: first })
    const { row, route } = await file.rig.ask('openai', turns('Move', 1))
    expect(route).toBe(second)
    expect(row.trace?.stay).toMatchObject({ target: first, stays: false })
  })
})
