// Hold and settle: the rules of budgets/ in front of the journal of storage/. One synchronous step checks and holds, so
// that two requests cannot both take the last cent; the journal has it before anything leaves.
import type { Logger } from 'pino'
import type { Asking, Balance, Refusal } from '../budgets/account.ts'
import { type Balances, createBalances, type Verdict } from '../budgets/balances.ts'
import type { Ask, Budget, ThinkingBound, WorstAsk } from '../budgets/budget.ts'
import { refusalError } from '../budgets/refusal.ts'
import type { BudgetNotice } from '../contract/budgets.ts'
import type { Certainty } from '../contract/chat.ts'
import type { NanoUsd, RequestId } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'
import type { Bill } from '../pricing/bill.ts'
import { createGroupCommit } from '../storage/group-commit.ts'
import type { LedgerJournal } from '../storage/ledger-journal.ts'
import type { HoldRecord, SettlementRecord } from '../storage/ledger-records.ts'
import { createLedgerBooks } from './books.ts'
import { type Clocks, createLedgerClock } from './clock.ts'
import { toRecord } from './doubt.ts'
import { heldBill } from './held-bill.ts'

export interface Settlement extends Bill {
  readonly certainty: Certainty
  /** Why it is not exact, in a short sentence; undefined where that needs no saying. */
  readonly doubt?: string | undefined
  /** Undefined: unknown, something was used that has no known price. */
  readonly cost: NanoUsd | undefined
  /** The most that an unknown cost may be, as far as that is known. */
  readonly atMost?: NanoUsd | undefined
}

/** What an attempt of a request asks the ledger for. */
export interface HoldRequest
  extends Asking,
    Pick<HoldRecord, 'format' | 'tools' | 'reasoning' | 'priceSource' | 'estimatedInputTokens'> {
  /** What such requests usually take. */
  readonly usual: Ask
  /** The most that it can take: what strict budgets hold, and what a quote says. */
  readonly worst: () => WorstAsk
}

/** A strict budget that cannot hold a request, and why. */
export interface UnboundedFor {
  readonly budget: Budget
  readonly reasons: readonly string[]
}

export interface Judgement extends Verdict {
  /** What would be held. */
  readonly ask: Ask
  readonly unbounded: UnboundedFor | undefined
  /** Which bound makes `ask` smaller: of the worst case, what counts thinking; of the usual one, any. */
  readonly thinkingBound: ThinkingBound
}

export interface LedgerDeps extends Clocks {
  readonly journal: LedgerJournal
  /** What a budget is called in a refusal. */
  readonly nameOf: (budget: Budget) => string
  readonly log: Logger
}

export type Ledger = ReturnType<typeof openLedger>

const keptNotices = 100

/** Settles what a crash left open, and measures every budget. */
function start(deps: LedgerDeps) {
  const { journal, nameOf, log } = deps
  const clock = createLedgerClock(journal.newestMs(), deps)
  const notices: BudgetNotice[] = []
  const balances = createBalances(journal.spent, notice => {
    const found = journal.budgets().find(({ id }) => id === notice.budgetId)
    if (found) notices.push({ ...notice, name: nameOf(found) })
    if (notices.length > keptNotices) notices.shift()
  })
  const remeasuring = createRemeasuring(() => {
    for (const budget of journal.budgets()) balances.put(budget, clock.read())
  })
  const commits = createGroupCommit({
    journal,
    takeLevels: balances.takeLevels,
    onSetAside: remeasuring.askFor,
    onWritten: remeasuring.ifAsked,
    log,
  })
  const recovered = recover(journal.openHolds(), clock.read())
  for (const settlement of recovered) commits.settle(settlement)
  if (!commits.flush()) {
    commits.stop()
    throw commits.failure()
  }
  remeasuring.now()
  return { clock, notices, balances, commits, remeasuring, recovered }
}

/** Budgets are measured from the journal, so it waits until everything that was settled is in it. */
function createRemeasuring(measureAll: () => void) {
  let isAsked = false
  function now(): void {
    measureAll()
    isAsked = false
  }
  return {
    now,
    askFor(): void {
      isAsked = true
    },
    ifAsked(): void {
      if (isAsked) now()
    },
  }
}

function createReserve({ nameOf }: LedgerDeps, { clock, balances, commits }: ReturnType<typeof start>) {
  let lastHoldId = 0 // what was open before is settled

  /**
   * Checks and holds in this very step; resolves when the hold is journalled. Rejects with `budget_*`,
   * `request_unbounded`, `price_unknown` or `ledger_unavailable`, and then nothing is held or counted. `onPassed` is told the soft budgets that
   * are exceeded.
   */
  return async (request: HoldRequest, onPassed?: (names: readonly string[]) => void): Promise<HoldRecord> => {
    const openedAtMs = clock.read()
    const { ask, unbounded, thinkingBound, refusal, passed, shadowed } = judge(balances, request, openedAtMs)
    if (unbounded) throw toUnboundedError(unbounded, nameOf)
    if (refusal) {
      const budget = nameOf(refusal.budget)
      throw refusalError(refusal, { budget, model: request.model, thinkingBound, nowMs: clock.wallMs() })
    }
    const { usual: _, worst: __, ...rest } = request
    const shadowedBy = shadowed.map(({ id }) => id)
    const firstOutputTokens = ask.outputTokens
    const hold: HoldRecord = {
      ...rest,
      ...ask,
      firstOutputTokens,
      holdId: ++lastHoldId,
      shadowedBy,
      openedAtMs,
    }
    balances.open(hold)
    try {
      await commits.open(hold)
    } catch (error) {
      balances.release(hold)
      throw error
    }
    if (passed.length > 0) onPassed?.(passed.map(nameOf))
    return hold
  }
}

export function openLedger(deps: LedgerDeps) {
  const { journal, nameOf, log } = deps
  const opened = start(deps)
  const { clock, notices, balances, commits, remeasuring, recovered } = opened

  return {
    /** What a crash left open, settled at this start as estimated: what was held. */
    recovered,
    clock,
    nameOf,
    /** The newest last. */
    notices: notices as readonly BudgetNotice[],

    ...createLedgerBooks({ journal, clock, balances, commits, remeasuring }),

    /** What `reserve` would do now; holds nothing. */
    quote: (request: HoldRequest) => judge(balances, request, clock.read()),

    reserve: createReserve(deps, opened),

    /** The first hard budget that cannot afford it if a running request held `ask` instead. */
    refusalOf: (hold: HoldRecord, ask: Ask): Refusal | undefined =>
      balances.refusalOf({ ...hold, ...ask }, clock.read()),

    /** A running request needs more: `ask` is what it holds from now on, whatever the budgets say. */
    topUp(hold: HoldRecord, ask: Ask): HoldRecord {
      const grown = { ...hold, ...ask }
      if (balances.grow(grown)) commits.topUp(grown)
      return grown
    },

    /**
     * Safe from every exit: only the first call for a hold counts. `request`: whether another attempt follows, in which
     * case the request keeps its place in limits of requests at once; `endRequest` then has the last word.
     */
    settle(hold: HoldRecord, settlement: Settlement, request: 'over' | 'goes-on' = 'over'): void {
      const settledAtMs = clock.read()
      const record = toRecord(hold, settlement, settledAtMs)
      if (!balances.settle(hold, record, settledAtMs, request === 'goes-on')) return
      commits.settle(record)
      if (record.aside)
        log.error({ requestId: hold.requestId, ...record.aside }, 'a settlement was set aside')
    },

    /** A request that was to go on has no more attempts: its place is free. Of any other it changes nothing. */
    endRequest: (requestId: RequestId): void => balances.end(requestId),

    balances: (): readonly Balance[] => balances.list(clock.read()),

    get uncommittedSettlements(): number {
      return commits.waiting()
    },

    /** The caller has settled every open hold; what cannot be written now is settled by the next start. */
    close(): void {
      try {
        commits.stop()
      } finally {
        journal.close()
      }
    },
  }
}

/** Which of the two a request would hold, and what the budgets say to it. */
function judge(balances: Balances, request: HoldRequest, atMs: number): Judgement {
  const strict = balances.strictOver(request)
  const worst = strict.length > 0 ? request.worst() : undefined
  const unbounded = worst && unboundedFor(strict, worst)
  const ask = worst && !unbounded ? justAsk(worst) : request.usual
  const thinkingBound = worst?.thinkingBound ?? 'max_tokens'
  return { ask, unbounded, thinkingBound, ...balances.check(request, ask, atMs) }
}

function justAsk({ inputTokens, outputTokens, amount, bill }: WorstAsk): Ask {
  return { inputTokens, outputTokens, amount, bill }
}

/** What counts requests holds any; what counts tokens, any price. */
function unboundedFor(budgets: readonly Budget[], { unbounded }: WorstAsk): UnboundedFor | undefined {
  if (!unbounded) return undefined
  for (const budget of budgets) {
    const { unit } = budget.rule
    const reasons = unit === 'usd' ? unbounded.money : unit === 'tokens' ? unbounded.tokens : []
    if (reasons.length > 0) return { budget, reasons }
  }
  return undefined
}

function toUnboundedError({ budget, reasons }: UnboundedFor, nameOf: LedgerDeps['nameOf']): GatewayError {
  return new GatewayError('request_unbounded', { budget: nameOf(budget), reason: reasons.join(' Also, ') })
}

function recover(holds: readonly HoldRecord[], settledAtMs: number): readonly SettlementRecord[] {
  return holds.map(hold => ({
    hold,
    certainty: 'estimated',
    ...heldBill(hold),
    cost: hold.amount,
    settledAtMs,
    aside: undefined,
  }))
}
