// The last net before the journal: a settlement that cannot be true is set aside, whoever made it.
import { mostTokens, noTokens, type TokenCounts } from '../contract/chat.ts'
import { mostNanoUsd } from '../contract/units.ts'
import { describeReported } from '../storage/commit-each.ts'
import type { HoldRecord, SettlementRecord } from '../storage/ledger-records.ts'
import { heldBill } from './held-bill.ts'
import type { Settlement } from './ledger.ts'

const tokenClasses = Object.keys(noTokens) as readonly (keyof TokenCounts)[]
/** Of one class: an answer may be the sum of many that each pass `mostTokens`. */
const mostTokensSettled = mostTokens * 1000

/** As the journal keeps it: as what was held where it cannot be believed, with the reason. */
export function toRecord(hold: HoldRecord, settlement: Settlement, settledAtMs: number): SettlementRecord {
  const reason = implausibleIn(settlement)
  const aside = reason === undefined ? undefined : { reason, reported: describeReported(settlement) }
  const kept = aside ? asHeld(hold, settlement) : settlement
  // Opened under a clock that was ahead and was corrected since: entries are in the order of time.
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

/** Why the ledger cannot take it; undefined: it can. What is read from providers is bounded before that. */
function implausibleIn({ tokens, cost }: Settlement): string | undefined {
  for (const name of tokenClasses) {
    const count = tokens[name] ?? 0
    if (!Number.isSafeInteger(count) || count < 0 || count > mostTokensSettled)
      return `${name}: ${count} tokens`
  }
  if (cost !== undefined && (cost < 0n || cost > mostNanoUsd)) return `a cost of ${cost} nano-dollars`
  return undefined
}
