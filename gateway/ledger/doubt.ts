// The last check before the journal: a settlement that cannot be true is set aside, wherever it comes from.
import { mostTokens, noTokens, type TokenCounts } from '../contract/chat.ts'
import { mostNanoUsd } from '../contract/units.ts'
import { describeReported } from '../storage/commit-each.ts'
import type { HoldRecord, SettlementRecord } from '../storage/ledger-records.ts'
import { heldBill } from './held-bill.ts'
import type { Settlement } from './ledger.ts'

const tokenClasses = Object.keys(noTokens) as readonly (keyof TokenCounts)[]
/**
 * The most tokens of one class. It is higher than `mostTokens`, because an answer may be the sum of many counts that each
 * pass that limit.
 */
const mostTokensSettled = mostTokens * 1000

/**
 * The settlement as the journal keeps it. If it cannot be true, it is replaced by what was held, and the reason is kept with
 * it.
 */
export function toRecord(hold: HoldRecord, settlement: Settlement, settledAtMs: number): SettlementRecord {
  const reason = implausibleIn(settlement)
  const aside = reason === undefined ? undefined : { reason, reported: describeReported(settlement) }
  const kept = aside ? asHeld(hold, settlement) : settlement
  // The hold may have been opened while the clock was ahead, before a correction. Entries must be in the order of time.
  const openedAtMs = Math.min(hold.openedAtMs, settledAtMs)
  const dated = openedAtMs === hold.openedAtMs ? hold : { ...hold, openedAtMs }
  return { hold: dated, ...kept, settledAtMs, aside }
}

function asHeld(hold: HoldRecord, settlement: Settlement): Settlement {
  return {
    ...settlement,
    ...heldBill(hold),
    certainty: 'estimated',
    steps: undefined,
    billed: undefined,
    cost: undefined,
  }
}

/**
 * Why the ledger cannot take the settlement. Undefined if it can. Counts that come from providers were already limited when
 * they were read, so this should find nothing in them.
 */
function implausibleIn({ tokens, cost }: Settlement): string | undefined {
  for (const name of tokenClasses) {
    const count = tokens[name] ?? 0
    if (!Number.isSafeInteger(count) || count < 0 || count > mostTokensSettled)
      return `${name}: ${count} tokens`
  }
  if (cost !== undefined && (cost < 0n || cost > mostNanoUsd)) return `a cost of ${cost} nano-dollars`
  return undefined
}
