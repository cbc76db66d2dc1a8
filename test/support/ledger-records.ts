import { randomUUID } from 'node:crypto'
import type { SpentSource } from '../../gateway/budgets/account.ts'
import type { Ask, Budget, Rule } from '../../gateway/budgets/budget.ts'
import { noTokens } from '../../gateway/contract/chat.ts'
import type { ClientId, NanoUsd, RequestId } from '../../gateway/contract/units.ts'
import type { HoldRequest, Settlement } from '../../gateway/ledger/ledger.ts'
import { plainBill } from '../../gateway/pricing/bill.ts'
import type { HoldRecord } from '../../gateway/storage/ledger-records.ts'

const plain = {
  attempt: 1,
  clientId: 'cli_a' as ClientId,
  personId: undefined,
  teamId: undefined,
  project: undefined,
  providerId: 'provider',
  model: 'model',
  format: 'openai-chat',
  sandbox: false,
  tools: false,
  reasoning: false,
  priceSource: 'test',
} as const

const requestId = () => `req_${randomUUID()}` as RequestId

/** 10 input tokens, 90 output tokens, 100 nano-dollars. Null means no known price. */
export function ask(amount: bigint | null = 100n, outputTokens = 90): Ask {
  return { inputTokens: 10, outputTokens, amount: amount === null ? undefined : (amount as NanoUsd) }
}

export function holdRequest(changes: Partial<HoldRequest> = {}): HoldRequest {
  return { ...plain, requestId: requestId(), usual: ask(), worst: ask, ...changes }
}

/** The next attempt of the same request. */
export const nextAttempt = (
  { requestId, attempt }: Pick<HoldRecord, 'requestId' | 'attempt'>,
  changes: Partial<HoldRequest> = {},
): HoldRequest => holdRequest({ requestId, attempt: attempt + 1, ...changes })

/** A request that costs this amount usually and at worst. */
export const holdRequestOf = (amount: bigint | null, changes: Partial<HoldRequest> = {}): HoldRequest =>
  holdRequest({ usual: ask(amount), worst: () => ask(amount), ...changes })

let holds = 0

export function hold(changes: Partial<HoldRecord> = {}): HoldRecord {
  return {
    ...plain,
    ...ask(),
    requestId: requestId(),
    holdId: ++holds,
    firstOutputTokens: 90,
    shadowedBy: [],
    openedAtMs: 0,
    ...changes,
  }
}

export const nano = (amount: bigint): NanoUsd => amount as NanoUsd

export function settlement(
  cost: bigint | undefined,
  output = 0,
  certainty: Settlement['certainty'] = 'exact',
): Settlement {
  return {
    certainty,
    ...plainBill({ ...noTokens, output }),
    cost: cost as NanoUsd | undefined,
  }
}

type Calendar = Extract<Rule, { readonly kind: 'calendar' }>

export const calendar = (limit: bigint, changes: Partial<Calendar> = {}): Calendar => ({
  kind: 'calendar',
  window: 'day',
  zone: 'UTC',
  weekStart: 1,
  monthStart: 1,
  unit: 'usd',
  limit,
  ...changes,
})

/** A hard budget of 1,000 nano-dollars per day for everything. */
export function budget(changes: Partial<Budget> = {}): Budget {
  return {
    id: 'bud_test',
    scope: { kind: 'all', id: null },
    rule: calendar(1000n),
    mode: 'hard',
    strict: false,
    atCap: 'finish',
    createdAtMs: 0,
    ...changes,
  }
}

/** A source in which every window has the same settled amount. */
export const spentBefore = (amount: bigint): SpentSource => ({
  before: () => ({ between: () => amount, bySlice: () => [], level: undefined }),
  wouldHaveRefused: () => 0,
  refused: () => undefined,
})
