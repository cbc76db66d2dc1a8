import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noTokens, type TokenCounts } from '../../../gateway/contract/chat.ts'
import type { NanoUsd } from '../../../gateway/contract/units.ts'
import { noUses, standardTerms } from '../../../gateway/pricing/bill.ts'
import { costOf } from '../../../gateway/pricing/cost.ts'
import type { Price } from '../../../gateway/pricing/price.ts'
import { type BilledEntry, type Correction, findCorrections } from '../../../gateway/pricing/repricing.ts'
import { billOf, flat, price } from './prices.ts'

interface Entry extends BilledEntry {
  readonly id: number
  readonly model: string
}

const inTier = (serviceTier: string | undefined) => ({ ...standardTerms, serviceTier })

const entry = (changes: Partial<Omit<Entry, 'cost'>> & { readonly cost: bigint | undefined }): Entry => ({
  id: 1,
  model: 'known',
  ...billOf({ ...noTokens, input: 1000 }),
  ...changes,
  cost: changes.cost as NanoUsd | undefined,
})

const dated: Price = { ...price, source: 'override', dateIso: '2026-11-23' } // 1000 tokens: 3,000,000 nano-dollars
const priceOf = async ({ model }: Entry) => (model === 'known' ? dated : undefined)

function corrected(entries: readonly Entry[], corrections: readonly Correction<Entry>[]): readonly Entry[] {
  const differences = new Map(corrections.map(({ entry: { id }, difference }) => [id, difference]))
  return entries.map(each => {
    const difference = differences.get(each.id)
    return difference === undefined ? each : { ...each, cost: ((each.cost ?? 0n) + difference) as NanoUsd }
  })
}

describe('a correction', () => {
  test.each([
    ['what was billed too low', 1_000_000n, 2_000_000n],
    ['what was billed too high, and gives back', 5_000_000n, -2_000_000n],
    ['what was unknown, as a whole', undefined, 3_000_000n],
  ])('is made for %s', async (_, cost, difference) => {
    const subject = entry({ cost })
    expect(await findCorrections([subject], priceOf)).toEqual([
      { entry: subject, difference, priceSource: 'override, 2026-11-23' },
    ])
  })

  test('makes an unknown cost a known nothing', async () => {
    const free: Price = { ...dated, input: flat('0') }
    const found = await findCorrections([entry({ cost: undefined })], async () => free)
    expect(found).toMatchObject([{ difference: 0n }])
  })

  test('minds the tier of service', async () => {
    const found = await findCorrections([entry({ cost: 3_000_000n, terms: inTier('flex') })], priceOf)
    expect(found).toMatchObject([{ difference: -1_500_000n }])
  })

  test.each([
    ['costs the same', entry({ cost: 3_000_000n })],
    ['has no known price now, though its cost is known', entry({ cost: 7n, model: 'forgotten' })],
    ['has no known price still', entry({ cost: undefined, model: 'forgotten' })],
    ['was answered in a tier without a price', entry({ cost: 7n, terms: inTier('priority') })],
    ['used nothing', entry({ cost: 0n, tokens: noTokens })],
  ])('is not made for what %s', async (_, subject) => {
    expect(await findCorrections([subject], priceOf)).toEqual([])
  })
})

describe('any history', () => {
  const count = fc.oneof(fc.constant(0), fc.nat(1e7))
  const tokens: fc.Arbitrary<TokenCounts> = fc
    .record({ input: count, cacheRead: count, audioInput: count, output: count, audioOutput: count })
    .map(counts => ({ ...noTokens, ...counts }))
  const entries: fc.Arbitrary<readonly Entry[]> = fc
    .array(
      fc.record({
        model: fc.constantFrom('known', 'other', 'text-only', 'forgotten'),
        tokens,
        terms: fc.constantFrom(undefined, 'default', 'flex', 'premium', 'priority').map(inTier),
        uses: fc.constant(noUses),
        cost: fc.option(fc.bigInt({ min: 0n, max: 10n ** 10n }), { nil: undefined }),
      }),
      { maxLength: 30 },
    )
    .map(rows => rows.map((row, id) => entry({ ...row, id })))
  const byModel: Readonly<Record<string, Price>> = {
    known: dated,
    other: { ...dated, input: { base: 7n, tiers: [{ above: 200_000, rate: 123_456_789n }] } },
    'text-only': { ...dated, audioInput: undefined, audioOutput: undefined },
  }
  const lookUp = async ({ model }: Entry) => byModel[model]

  test('is right once it is corrected, and correcting it again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async history => {
        const after = corrected(history, await findCorrections(history, lookUp))
        for (const [index, each] of after.entries()) {
          const known = byModel[each.model]
          const right = known && costOf(each, known)
          expect(each.cost).toBe(right ?? history[index]?.cost)
        }
        expect(await findCorrections(after, lookUp)).toEqual([])
      }),
    )
  })
})
