// Knows what is left of every budget. Pure, without a clock or a database. The journal is kept by the ledger
// (ledger/ledger.ts).
import type { BudgetNotice } from '../contract/budgets.ts'
import { type TokenCounts, totalTokens } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import {
  type Account,
  type Asking,
  askedOf,
  type Balance,
  chargedFor,
  check,
  countRefusal,
  difference,
  discharge,
  type OpenHold,
  type Refusal,
  type RefusalCount,
  type SpentSource,
} from './account.ts'
import { createAccounts, type LevelRecord } from './accounts.ts'
import type { Ask, Attribution, Budget } from './budget.ts'
import {
  closeAttempt,
  countRequest,
  endRequest,
  leaveIfElsewhere,
  type Remainder,
} from './request-charges.ts'
import { createSeveralAttempts } from './several-attempts.ts'

/** What a request has used, once it is settled. */
export interface Used {
  readonly tokens: TokenCounts
  /** Undefined if it is unknown, because something was used that has no known price. */
  readonly cost: NanoUsd | undefined
  /** The most that it may cost if `cost` is unknown: see `chargedFor`. */
  readonly atMost?: NanoUsd | undefined
}

export interface Verdict {
  /** The first hard budget that the request would exceed. */
  readonly refusal: Refusal | undefined
  /** The soft budgets that it would exceed, which let it pass. */
  readonly passed: readonly Budget[]
  /** The shadow budgets that it would exceed. */
  readonly shadowed: readonly Budget[]
  /** All budgets that cover the request. */
  readonly balances: readonly Balance[]
}

type OnNotice = (notice: Omit<BudgetNotice, 'name' | 'title'>) => void

export type Balances = ReturnType<typeof createBalances>

export function createBalances(source: SpentSource, onNotice: OnNotice) {
  const accounts = createAccounts(source)
  const open = new Map<number, OpenHold>()
  const severalAttempts = createSeveralAttempts(open)

  return {
    put: (budget: Budget, atMs: number): void => accounts.put(budget, atMs, open.values()),
    remove: (id: string): void => accounts.remove(id),
    list: (atMs: number): readonly Balance[] => accounts.at(atMs),
    takeLevels: (): readonly LevelRecord[] => accounts.takeLevels(),
    ...createChecks(accounts, open, severalAttempts),

    open(hold: OpenHold): void {
      severalAttempts.opened(hold)
      open.set(hold.holdId, hold)
      for (const account of accounts.covering(hold)) accounts.take(account, hold)
      if (hold.attempt === 1) return
      for (const account of accounts.counting(hold.requestId)) leaveIfElsewhere(account, hold.requestId)
    },

    /** Lets a running request hold more, whatever is left of its budgets. False if the request has ended. */
    grow(grown: OpenHold): boolean {
      if (!open.has(grown.holdId)) return false
      open.set(grown.holdId, grown)
      for (const account of accounts.charged(grown)) accounts.take(account, grown)
      return true
    },

    /** Undoes a hold for which nothing was sent, as if it had never been opened. */
    release(hold: OpenHold): void {
      if (!open.delete(hold.holdId)) return
      severalAttempts.forgotten(hold)
      for (const account of accounts.carrying(hold)) accounts.forget(account, hold)
    },

    /**
     * True if this call settled the hold, false if it was not open. `goesOn` says that the request will have another
     * attempt. It then keeps its place in the budgets of requests at once until that attempt, or until `end`.
     */
    settle(hold: OpenHold, taken: Used, atMs: number, goesOn = false): boolean {
      if (!open.delete(hold.holdId)) return false
      const remainder = severalAttempts.closed(hold, goesOn)
      for (const account of accounts.carrying(hold)) {
        const percent = settleIn(account, hold, taken, remainder, atMs)
        if (percent !== undefined) onNotice({ budgetId: account.budget.id, percent, atMs })
        accounts.touch(account)
      }
      return true
    },

    /** Counts a request for which no provider is asked, in the budgets that count requests. It is ended by `end`. */
    count(request: Asking, shadowedBy: readonly string[], atMs: number): void {
      const counting = accounts.covering(request).filter(countsRequests)
      if (counting.length === 0) return
      severalAttempts.counted(request.requestId, shadowedBy)
      for (const account of counting) {
        countRequest(account, request.requestId, atMs, shadowedBy.includes(account.budget.id))
        accounts.touch(account)
      }
    },

    /** Ends a request that was to go on, but gets no further attempt. */
    end(requestId: string): void {
      if (!severalAttempts.ended(requestId)) return
      for (const account of accounts.counting(requestId)) {
        endRequest(account, requestId)
        accounts.touch(account)
      }
    },

    /** Counts a request that the budget refused. Undefined if it was counted already, or the budget is gone. */
    countRefusal(budgetId: string, requestId: string): RefusalCount | undefined {
      const account = accounts.byId(budgetId)
      return account && countRefusal(account, requestId)
    },

    get openHolds(): number {
      return open.size
    },
  }
}

type Accounts = ReturnType<typeof createAccounts>
type SeveralAttempts = ReturnType<typeof createSeveralAttempts>

/** What budgets can be asked. Asking changes nothing but the accounts' time. */
function createChecks(accounts: Accounts, open: ReadonlyMap<number, OpenHold>, several: SeveralAttempts) {
  return {
    /** The strict hard budgets that cover the request. For them, the worst case is held. */
    strictOver: (request: Attribution): readonly Budget[] =>
      accounts
        .covering(request)
        .map(({ budget }) => budget)
        .filter(({ strict, mode }) => strict && mode === 'hard'),

    /** Judges the request without opening a charge. */
    check(request: Asking, ask: Ask, atMs: number): Verdict {
      accounts.at(atMs)
      const told = request.attempt > 1 ? several.shadowedBy(request.requestId) : []
      return judge(accounts.covering(request), request, ask, told)
    },

    /** Judges a request for which no provider is asked: by the budgets that count requests alone. */
    checkCount(request: Asking, atMs: number): Verdict {
      accounts.at(atMs)
      return judge(accounts.covering(request).filter(countsRequests), request, nothing, [])
    },

    /** The first hard budget that would be exceeded if a running request held this. */
    refusalOf(grown: OpenHold, atMs: number): Refusal | undefined {
      const held = open.get(grown.holdId)
      if (!held) return undefined
      accounts.at(atMs)
      return accounts
        .charged(grown)
        .filter(({ budget }) => budget.mode === 'hard')
        .flatMap(account => check(account, askedOf(account, grown, difference(grown, held))) ?? [])
        .find(({ asked }) => asked !== undefined)
    },
  }
}

function countsRequests({ budget }: Account): boolean {
  return budget.rule.unit === 'requests'
}

/** A request for which no provider is asked. */
const nothing: Ask = { inputTokens: 0, outputTokens: 0, amount: undefined }

/** Returns the percentage that is newly reached by this, if any. */
function settleIn(account: Account, hold: OpenHold, taken: Used, remainder: Remainder, atMs: number) {
  const { unit } = account.budget.rule
  // The bucket is first filled up to now, at most to its limit. If the charge were closed first, the refill of the time
  // before could make up for what was used beyond the hold.
  if (account.gauge.level) account.gauge.advance(atMs)
  if (unit === 'requests') {
    closeAttempt(account, hold, remainder)
    return undefined
  }
  const used = unit === 'usd' ? chargedFor(hold, taken) : BigInt(totalTokens(taken.tokens))
  return discharge(account, hold.holdId, used)
}

/** `told` are the ids of the shadow budgets that have already counted the request. */
function judge(accounts: readonly Account[], request: Asking, ask: Ask, told: readonly string[]): Verdict {
  const refusals = accounts.flatMap(account => check(account, askedOf(account, request, ask)) ?? [])
  const inMode = (mode: Budget['mode']) => refusals.filter(({ budget }) => budget.mode === mode)
  return {
    refusal: inMode('hard')[0],
    passed: inMode('soft').map(({ budget }) => budget),
    shadowed: inMode('shadow')
      .map(({ budget }) => budget)
      .filter(({ id }) => !told.includes(id)),
    balances: accounts,
  }
}
