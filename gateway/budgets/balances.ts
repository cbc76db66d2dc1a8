// What is left of every budget, pure: no clock, no database. The journal behind it is ledger.ts's.
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
  difference,
  discharge,
  type OpenHold,
  type Refusal,
  type SpentSource,
} from './account.ts'
import { createAccounts, type LevelRecord } from './accounts.ts'
import type { Ask, Attribution, Budget } from './budget.ts'
import { closeAttempt, endRequest, leaveIfElsewhere, type Remainder } from './request-charges.ts'
import { createSeveralAttempts } from './several-attempts.ts'

/** What a request took in the end. */
export interface Used {
  readonly tokens: TokenCounts
  /** Undefined: unknown, something was used that has no known price. */
  readonly cost: NanoUsd | undefined
  /** See `chargedFor`. */
  readonly atMost?: NanoUsd | undefined
}

export interface Verdict {
  /** The first hard budget that would be exceeded. */
  readonly refusal: Refusal | undefined
  /** The soft ones, which only say so. */
  readonly passed: readonly Budget[]
  /** The shadow budgets that would be. */
  readonly shadowed: readonly Budget[]
  /** Every budget that covers the request, with what it would be asked. */
  readonly balances: readonly Balance[]
}

type OnNotice = (notice: Omit<BudgetNotice, 'name'>) => void

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

    /** A running request holds this from now on, whatever is left. False where it has ended. */
    grow(grown: OpenHold): boolean {
      if (!open.has(grown.holdId)) return false
      open.set(grown.holdId, grown)
      for (const account of accounts.charged(grown)) accounts.take(account, grown)
      return true
    },

    /** Nothing was sent: the hold never was, and nobody would have refused it. */
    release(hold: OpenHold): void {
      if (!open.delete(hold.holdId)) return
      severalAttempts.forgotten(hold)
      for (const account of accounts.carrying(hold)) accounts.forget(account, hold)
    },

    /**
     * True when this call settled it, false when it was not open. `goesOn`: the request will have another attempt, and
     * keeps its place among the requests at once until then, or until `end`.
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

    /** A request that was to go on has no more attempts. */
    end(requestId: string): void {
      if (!severalAttempts.ended(requestId)) return
      for (const account of accounts.counting(requestId)) {
        endRequest(account, requestId)
        accounts.touch(account)
      }
    },

    get openHolds(): number {
      return open.size
    },
  }
}

type Accounts = ReturnType<typeof createAccounts>
type SeveralAttempts = ReturnType<typeof createSeveralAttempts>

/** What the budgets say. It changes nothing but the time. */
function createChecks(accounts: Accounts, open: ReadonlyMap<number, OpenHold>, several: SeveralAttempts) {
  return {
    /** The budgets that cover the request and want its worst case held. */
    strictOver: (request: Attribution): readonly Budget[] =>
      accounts
        .covering(request)
        .map(({ budget }) => budget)
        .filter(({ strict, mode }) => strict && mode === 'hard'),

    /** Opens nothing. */
    check(request: Asking, ask: Ask, atMs: number): Verdict {
      accounts.at(atMs)
      const told = request.attempt > 1 ? several.shadowedBy(request.requestId) : []
      return judge(accounts.covering(request), request, ask, told)
    },

    /** The first hard budget that could not afford it if a running request held this. */
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

/** The mark that this reaches, if any. */
function settleIn(account: Account, hold: OpenHold, taken: Used, remainder: Remainder, atMs: number) {
  const { unit } = account.budget.rule
  // A full bucket does not fill: what is used beyond the hold must not be hidden by a refill of before.
  if (account.gauge.level) account.gauge.advance(atMs)
  if (unit === 'requests') {
    closeAttempt(account, hold, remainder)
    return undefined
  }
  const used = unit === 'usd' ? chargedFor(hold, taken) : BigInt(totalTokens(taken.tokens))
  return discharge(account, hold.holdId, used)
}

/** `told`: shadow budgets that have counted the request before. */
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
