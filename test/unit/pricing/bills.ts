// From an answer's usage to what is settled for it, at the prices of the table or of one's own.
import { expect } from 'vitest'
import { closeAttempt } from '../../../gateway/attempts/close-attempt.ts'
import type { ReportedUsage } from '../../../gateway/chat/reported-usage.ts'
import { toDecimalUsd } from '../../../gateway/contract/units.ts'
import type { Settlement } from '../../../gateway/ledger/ledger.ts'
import { type PriceTerms, standardTerms } from '../../../gateway/pricing/bill.ts'
import type { Price } from '../../../gateway/pricing/price.ts'
import { createPriceBook, type PricedProvider } from '../../../gateway/pricing/price-book.ts'
import { findCorrections } from '../../../gateway/pricing/repricing.ts'
import { adapterOf } from '../../../gateway/providers/index.ts'
import { readBillText, toBillText } from '../../../gateway/storage/bill-text.ts'
import type { OverrideRates } from '../../../gateway/storage/price-overrides.ts'
import { newAttempt, newHold } from '../../support/attempt-rig.ts'

const now = () => Date.parse('2026-11-27T00:00:00Z')

export function adapter(kind: string) {
  const found = adapterOf(kind)
  if (!found) throw new Error(`There is no kind ${kind}`)
  return found
}

export async function priceOf(
  kind: string,
  model: string,
  rates?: OverrideRates,
): Promise<Price | undefined> {
  const provider: PricedProvider = {
    record: { id: 'work', baseUrl: 'http://127.0.0.1:9/v1' },
    adapter: adapter(kind),
  }
  const own = rates && { providerId: 'work', model, rates, setAtMs: now() }
  return createPriceBook({ find: () => own }, now).find(provider, model)
}

/** What is settled for a request that was answered whole with this usage. */
export function settled(
  price: Price | undefined,
  usage: ReportedUsage,
  asked: Partial<PriceTerms> = {},
): Settlement {
  const attempt = newAttempt({ facts: { terms: { ...standardTerms, ...asked } } })
  attempt.price = price
  attempt.hold = newHold()
  attempt.reserved()
  attempt.sent()
  attempt.answering(200)
  attempt.usage = usage
  const settlement = closeAttempt(attempt, 'complete', {
    ledger: { settle: () => undefined },
    estimates: { learn: () => undefined, tokensWithin: () => 0, thinks: () => false },
  })
  if (!settlement) throw new Error('There was a hold')
  return settlement
}

/** Its cost, which pricing the entry anew leaves as it is. */
export async function costOf(price: Price | undefined, usage: ReportedUsage): Promise<string> {
  const { certainty, cost, ...bill } = settled(price, usage)
  const { tokens, terms } = bill
  const entry = { tokens, cost, ...readBillText(toBillText(bill), terms.serviceTier) }
  expect(await findCorrections([entry], async () => price)).toEqual([])
  return `${cost === undefined ? 'unknown' : toDecimalUsd(cost)} ${certainty}`
}
