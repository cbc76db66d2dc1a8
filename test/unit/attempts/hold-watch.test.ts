import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchHold } from '../../../gateway/attempts/hold-watch.ts'
import { dayBudget } from '../../support/ledger-rig.ts'
import { openReserveRig, type ReserveRig } from '../../support/reserve-rig.ts'

let rig: ReserveRig
beforeAll(() => {
  rig = openReserveRig()
})
afterAll(() => rig.close())

const claude = {
  format: 'anthropic-messages',
  kind: 'anthropic',
  body: { model: 'claude-opus-4-6', messages: [{ role: 'user', content: 'Hi' }] },
} as const

/** An answer of so many tokens, in events of a thousand. */
async function streamed(body: object, tokens: number) {
  const attempt = await rig.reserve({ ...claude, body: { ...claude.body, ...body } })
  const meter = attempt.providerFormat.createMeter(text => attempt.tally.add(text))
  const watch = watchHold(attempt, meter, rig.ledger)
  const held = [attempt.hold?.amount ?? 0n]
  for (let said = 0; said < tokens; said += 1000) {
    const text = ' word'.repeat(1000)
    const data = JSON.stringify({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text },
    })
    const kind = meter.read({ data } as Parameters<typeof meter.read>[0])
    watch.read(data.length + 40, kind)
    held.push(attempt.hold?.amount ?? 0n)
  }
  return held
}

test('a strict hold needs no growth within the bound of its request', async () => {
  rig.ledger.setBudget({ ...dayBudget(10n ** 12n), strict: true })
  const held = await streamed({ max_tokens: 5000 }, 5000)
  expect(new Set(held).size).toBe(1)
})

test('a strict hold of a model that says more than it can gives nothing back, and grows with what is said', async () => {
  rig.ledger.setBudget({ ...dayBudget(10n ** 12n), strict: true })
  const held = await streamed({}, 200_000) // 128,000 are held, at the dearest terms
  expect(held.toSorted((a, b) => Number(a - b))).toEqual(held)
  expect(held.at(-1)).toBeGreaterThan(held[0] ?? 0n)
})

test('the hold of what is asked for fast grows at the price of fast', async () => {
  rig.ledger.setBudget(dayBudget(10n ** 12n))
  const standard = await streamed({}, 10_000)
  const fast = await streamed({ speed: 'fast' }, 10_000)
  expect(standard.at(-1)).toBeGreaterThan(standard[0] ?? 0n)
  expect(fast).toEqual(standard.map(amount => 6n * amount))
})
