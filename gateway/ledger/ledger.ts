// Holds and settles: puts the rules of budgets/ in front of the journal of storage/. Checking and holding are one
// synchronous step, so that two requests cannot both take the last cent. The hold is in the journal before anything is sent.
import type { Logger } from 'pino'
import type { Asking, Balance, Refusal } from '../budgets/account.ts'
import { type Balances, createBalances, type Verdict } from '../budgets/balances.ts'
import type { Ask, Budget, ThinkingBound, WorstAsk } from '../budgets/budget.ts'
import { type Refused, refusalError } from '../budgets/refusal.ts'
import type { BudgetNotice } from '../contract/budgets.ts'
import type { Certainty } from '../contract/chat.ts'
import type { NanoUsd, RequestId } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'
import { contained } from '../guarded.ts'
import type { Bill } from '../pricing/bill.ts'
import { createGroupCommit } from '../storage/group-commit.ts'
import type { LedgerJournal } from '../storage/ledger-journal.ts'
import type { HoldRecord } from '../storage/ledger-records.ts'
import { createLedgerBooks } from './books.ts'
import { type Clocks, createLedgerClock } from './clock.ts'
import { toRecord } from './doubt.ts'
import { recover } from './recover.ts'
import { createRefusalCounts } from './refusal-counts.ts'
import { type OnTouched, touchedBudgets } from './touched-budgets.ts'

export interface Settlement extends Bill {
  readonly certainty: Certainty
  /** Why the settlement is not exact, as a short sentence. Undefined if no explanation is needed. */
  readonly doubt?: string | undefined
  /** Undefined if it is unknown, because something was used that has no known price. */
  readonly cost: NanoUsd | undefined
  /** The most that an unknown cost can be. Undefined if that is unknown too. */
  readonly atMost?: NanoUsd | undefined
}

/** What one attempt of a request asks the ledger to hold. */
export interface HoldRequest
  extends Asking,
    Pick<HoldRecord, 'format' | 'tools' | 'reasoning' | 'priceSource' | 'estimatedInputTokens'> {
  /** What such requests usually take. */
  readonly usual: Ask
  /** The bound that the request gives its answer itself, and what is said of a model without a price. Only for refusals. */
  readonly refused?: Pick<Refused, 'maxOutputTokens' | 'unlisted'>
  /** The most that the request can take. Strict budgets hold this, and quotes show it. */
  readonly worst: () => WorstAsk
}

/** A strict budget that cannot hold a request, and the reasons why nothing limits what the request can take. */
export interface UnboundedFor {
  readonly budget: Budget
  readonly reasons: readonly string[]
}

export interface Judgement extends Verdict {
  /** What the ledger would hold. */
  readonly ask: Ask
  readonly unbounded: UnboundedFor | undefined
  /**
   * Which bound in the request makes `ask` smaller. If `ask` is the worst case, it is the one that limits thinking too; if
   * it is the usual case, any does.
   */
  readonly thinkingBound: ThinkingBound
}

export interface LedgerDeps extends Clocks {
  readonly journal: LedgerJournal
  /** The short name of a budget, for programs: in headers and in fields of JSON. */
  readonly nameOf: (budget: Budget) => string
  /** What people read: see contract/budget-title.ts. */
  readonly titleOf: (budget: Budget) => string
  readonly log: Logger
}

export type Ledger = ReturnType<typeof openLedger>

const keptNotices = 100

/** Settles what a crash left open, and measures every budget. */
function start(deps: LedgerDeps) {
  const { journal, nameOf, titleOf, log } = deps
  const clock = createLedgerClock(journal.newestMs(), deps)
  const notices: BudgetNotice[] = []
  const balances = createBalances(journal.spent, notice => {
    const found = journal.budgets().find(({ id }) => id === notice.budgetId)
    if (!found) return
    const told = { ...notice, name: nameOf(found), title: titleOf(found) }
    notices.push(told)
    if (notices.length > keptNotices) notices.shift()
    contained(log, 'an alert could not be written', () => journal.addAlert(told))
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
  const refusals = createRefusalCounts({ ...deps, balances })
  return { clock, notices, balances, commits, remeasuring, recovered, refusals }
}

/**
 * Measures budgets again, on request. They are measured from the journal, so it waits until all settlements are written
 * there.
 */
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

function createReserve(
  { nameOf, titleOf }: LedgerDeps,
  { clock, balances, commits, refusals }: ReturnType<typeof start>,
) {
  // The numbers of earlier runs are free again, because all their holds are settled.
  let lastHoldId = 0

  /**
   * Checks and holds within this synchronous step, and resolves when the hold is in the journal. Rejects with `budget_*`,
   * `request_unbounded`, `price_unknown` or `ledger_unavailable`. Nothing is held or counted then. `onPassed` gets the short names
   * of the soft budgets that are exceeded, and `onTouched` is told at once what each budget said, also before a refusal.
   */
  return async (
    request: HoldRequest,
    onPassed?: (names: readonly string[]) => void,
    onTouched?: OnTouched,
  ): Promise<HoldRecord> => {
    const openedAtMs = clock.read()
    const judged = judge(balances, request, openedAtMs)
    const { ask, unbounded, thinkingBound, refusal, passed, shadowed } = judged
    onTouched?.(touchedBudgets(judged, unbounded?.budget, titleOf))
    if (unbounded) throw toUnboundedError(unbounded, titleOf)
    if (refusal) {
      refusals.note(refusal, request.requestId)
      const budget = titleOf(refusal.budget)
      const { model, refused = { maxOutputTokens: undefined } } = request
      const asking = { ...refused, model, thinkingBound, outputTokens: ask.outputTokens }
      throw refusalError(refusal, { ...asking, budget, nowMs: clock.wallMs() })
    }
    const { usual: _, worst: __, refused: ___, ...rest } = request
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

function createCount(
  { nameOf, titleOf }: LedgerDeps,
  { clock, balances, refusals }: ReturnType<typeof start>,
) {
  /**
   * Counts a request whose answer needs no provider, in the budgets that count requests. Those in money and in tokens are not
   * asked. `endRequest` gives its place back. Throws `budget_*`, and then nothing is counted. Returns the short names of the soft
   * budgets that are exceeded. `onTouched` is told what each budget said, also before a refusal.
   */
  return (request: Asking, onTouched?: OnTouched): readonly string[] => {
    const atMs = clock.read()
    const verdict = balances.checkCount(request, atMs)
    const { refusal, passed, shadowed } = verdict
    onTouched?.(touchedBudgets(verdict, undefined, titleOf))
    if (refusal) {
      refusals.note(refusal, request.requestId)
      const budget = titleOf(refusal.budget)
      throw refusalError(refusal, {
        budget,
        model: request.model,
        thinkingBound: 'none',
        outputTokens: 0,
        maxOutputTokens: undefined,
        nowMs: clock.wallMs(),
      })
    }
    balances.count(
      request,
      shadowed.map(({ id }) => id),
      atMs,
    )
    return passed.map(nameOf)
  }
}

export function openLedger(deps: LedgerDeps) {
  const { journal, nameOf, titleOf, log } = deps
  const opened = start(deps)
  const { clock, notices, balances, commits, remeasuring, recovered } = opened

  return {
    /** The requests that a crash left open. This start has settled them, as estimated, with what was held. */
    recovered,
    clock,
    nameOf,
    titleOf,
    /** The newest notice comes last. */
    notices: notices as readonly BudgetNotice[],
    /** Those of earlier runs too, newest first. */
    alerts: journal.alerts,

    ...createLedgerBooks({ journal, clock, balances, commits, remeasuring }),

    /** What `reserve` would decide now. Nothing is held. */
    quote: (request: HoldRequest) => judge(balances, request, clock.read()),

    reserve: createReserve(deps, opened),

    countRequest: createCount(deps, opened),

    /** The first hard budget that would be exceeded if a running request held `ask` instead. */
    refusalOf: (hold: HoldRecord, ask: Ask): Refusal | undefined =>
      balances.refusalOf({ ...hold, ...ask }, clock.read()),

    /** Lets a running request hold `ask` from now on, whatever is left of its budgets. */
    topUp(hold: HoldRecord, ask: Ask): HoldRecord {
      const grown = { ...hold, ...ask }
      if (balances.grow(grown)) commits.topUp(grown)
      return grown
    },

    /**
     * Settles a hold. May be called more than once: only the first call for a hold counts. `request` says whether another
     * attempt follows. If so, the request keeps its place in limits of requests at once until that attempt, or until
     * `endRequest`.
     */
    settle(hold: HoldRecord, settlement: Settlement, request: 'over' | 'goes-on' = 'over'): void {
      const settledAtMs = clock.read()
      const record = toRecord(hold, settlement, settledAtMs)
      if (!balances.settle(hold, record, settledAtMs, request === 'goes-on')) return
      commits.settle(record)
      if (record.aside)
        log.error({ requestId: hold.requestId, ...record.aside }, 'a settlement was set aside')
    },

    /** Frees the place of a request that was to go on but gets no further attempt. Changes nothing for other requests. */
    endRequest: (requestId: RequestId): void => balances.end(requestId),

    balances: (): readonly Balance[] => balances.list(clock.read()),

    get uncommittedSettlements(): number {
      return commits.waiting()
    },

    /** To be called when every open hold is settled. Settlements that cannot be written now are made by the next start. */
    close(): void {
      try {
        opened.refusals.write()
        commits.stop()
      } finally {
        journal.close()
      }
    },
  }
}

/** Decides whether the worst or the usual case would be held, and what the budgets say to it. */
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

/**
 * The first strict budget that lacks a bound. A budget that counts requests needs none, and one that counts tokens needs
 * none for the money.
 */
function unboundedFor(budgets: readonly Budget[], { unbounded }: WorstAsk): UnboundedFor | undefined {
  if (!unbounded) return undefined
  for (const budget of budgets) {
    const { unit } = budget.rule
    const reasons = unit === 'usd' ? unbounded.money : unit === 'tokens' ? unbounded.tokens : []
    if (reasons.length > 0) return { budget, reasons }
  }
  return undefined
}

function toUnboundedError({ budget, reasons }: UnboundedFor, titleOf: LedgerDeps['titleOf']): GatewayError {
  return new GatewayError('request_unbounded', { budget: titleOf(budget), reason: reasons.join(' Also, ') })
}
