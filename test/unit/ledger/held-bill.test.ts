// What a crash leaves open is billed as it was held: at the terms and in the classes that it was asked for.
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { settleForSure } from '../../../gateway/answer/conclude.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import type { HoldRequest } from '../../../gateway/ledger/ledger.ts'
import type { Price } from '../../../gateway/pricing/price.ts'
import { findCorrections } from '../../../gateway/pricing/repricing.ts'
import { dayBudget } from '../../support/ledger-rig.ts'
import { type Asked, openReserveRig, type ReserveRig } from '../../support/reserve-rig.ts'

let rig: ReserveRig

beforeEach(() => {
  rig = openReserveRig()
})

afterEach(() => rig.close())

const plain: Asked = {
  format: 'openai-chat',
  kind: 'openai',
  body: { model: 'gpt-4o', max_tokens: 50, messages: [{ role: 'user', content: 'Hello there' }] },
}
const priority: Asked = { ...plain, body: { ...plain.body, service_tier: 'priority' } }
const cached: Asked = {
  format: 'anthropic-messages',
  kind: 'anthropic',
  body: {
    model: 'claude-sonnet-4-5',
    max_tokens: 50,
    messages: [
      {
        role: 'user',
        content: [{ type: 'text', text: 'Read this again', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      },
    ],
  },
}
const searching: Asked = {
  ...cached,
  body: {
    ...cached.body,
    tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 3 }],
  },
}
const spoken: Asked = {
  ...plain,
  body: {
    ...plain.body,
    model: 'gpt-4o-audio-preview',
    modalities: ['text', 'audio'],
    audio: { voice: 'alloy', format: 'wav' },
  },
}

async function priced(asked: Asked): Promise<{ readonly request: HoldRequest; readonly price: Price }> {
  const { request, price } = await rig.priced(asked)
  if (!price) throw new Error('The model has no price')
  return { request, price }
}

const correctionsAt = (price: Price) => findCorrections(rig.ledger.billed(0, 100, 0), async () => price)

test.each([
  ['at a dearer tier', priority],
  ['into a cache for an hour', cached],
  ['with searches', searching],
  ['aloud', spoken],
  ['plainly', plain],
])('what was asked %s costs what was held, and the same price changes nothing', async (_, asked) => {
  const { request, price } = await priced(asked)
  const hold = await rig.ledger.reserve(request)
  rig.crash()
  expect(rig.ledger.recovered).toMatchObject([{ cost: hold.amount, certainty: 'estimated' }])
  expect(hold.amount).toBeGreaterThan(0n)
  expect(await correctionsAt(price)).toEqual([])
})

test.each([
  ['at a dearer tier', priority],
  ['into a cache for an hour', cached],
  ['with searches', searching],
  ['plainly', plain],
])('the same of a worst case %s that a strict budget held', async (_, asked) => {
  rig.ledger.setBudget({ ...dayBudget(10n ** 12n), strict: true })
  const { request, price } = await priced(asked)
  const hold = await rig.ledger.reserve(request)
  expect(hold.amount).toBe(request.worst().amount)
  rig.crash()
  expect(rig.ledger.recovered).toMatchObject([{ cost: hold.amount }])
  expect(await correctionsAt(price)).toEqual([])
})

test.each([
  ['at a dearer tier', priority],
  ['aloud', spoken],
])('and of an answer %s that its hold has grown for', async (_, asked) => {
  const { request, price } = await priced(asked)
  const hold = await rig.ledger.reserve(request)
  const { usual } = await rig.priced({ ...asked, body: { ...asked.body, max_tokens: 5000 } })
  const { amount } = usual.askFor(hold.inputTokens, 5000)
  expect(amount).toBeGreaterThan(hold.amount ?? 0n)
  const grown = rig.ledger.topUp(hold, { inputTokens: hold.inputTokens, outputTokens: 5000, amount })
  await rig.ledger.reserve(request) // commits it
  rig.crash()
  expect(rig.ledger.recovered).toMatchObject([{ cost: grown.amount }, { cost: hold.amount }])
  expect(await correctionsAt(price)).toEqual([])
})

test('the terms are those of the entry, and a hold without any keeps none', async () => {
  const [dear, cheap] = await Promise.all([priced(priority), priced(plain)])
  await Promise.all([rig.ledger.reserve(dear.request), rig.ledger.reserve(cheap.request)])
  expect(rig.rows('SELECT service_tier, bill FROM holds')).toEqual([
    { service_tier: 'priority', bill: null },
    { service_tier: null, bill: null },
  ])
  rig.crash()
  expect(rig.rows('SELECT service_tier, bill, input_tokens > 0 AS input FROM entries')).toEqual([
    { service_tier: 'priority', bill: null, input: 1 },
    { service_tier: null, bill: null, input: 1 },
  ])
})

test('what cannot be settled by its answer is billed as it was held, in this run too', async () => {
  const attempt = await rig.reserve(priority)
  const broken = () => {
    throw new Error('nothing is known of its pace')
  }
  const estimates = { learn: broken, tokensWithin: broken, thinks: broken }
  attempt.scope.cancel(new GatewayError('client_gone'))
  settleForSure(attempt.exchange, { ledger: rig.ledger, estimates, log: pino({ level: 'silent' }) })
  expect(attempt.settlement).toMatchObject({
    certainty: 'estimated',
    cost: attempt.hold?.amount,
    terms: { serviceTier: 'priority' },
  })
})
