// Hold and settle: the rules of budgets/ in front of the journal of storage/. One synchronous step checks and holds, so
// that two requests cannot both take the last cent; the journal has it before anything leaves.
import type { Logger } from 'pino'
import type { Balance, Refusal } from './budgets/account.ts'
import { createBalances, type Verdict } from './budgets/balances.ts'
import type { Ask, Attribution, Budget } from './budgets/budget.ts'
import { refusalError } from './budgets/refusal.ts'
import type { BudgetNotice } from './contract/budgets.ts'
import { type Certainty, noTokens, type TokenCounts } from './contract/chat.ts'
import type { NanoUsd } from './contract/units.ts'
import { createLedgerBooks } from './ledger-books.ts'
import { type Clocks, createLedgerClock } from './ledger-clock.ts'
import { createGroupCommit } from './storage/group-commit.ts'
import type { LedgerJournal } from './storage/ledger-journal.ts'
import type { HoldRecord, SettlementRecord } from './storage/ledger-records.ts'

export interface Settlement {
  readonly certainty: Certainty
  readonly tokens: TokenCounts
  readonly serviceTier: string | undefined
  /** Undefined: unknown, the model has no price. */
  readonly cost: NanoUsd | undefined
}

/** What a request asks the ledger for. */
export interface HoldRequest
  extends Attribution,
    Pick<HoldRecord, 'requestId' | 'format' | 'tools' | 'reasoning' | 'priceSource'> {
  /** What such requests usually take. */
  readonly usual: Ask
  /** The most that it can take: what strict budgets hold, and what a quote says. */
  readonly worst: () => Ask
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
  const commits = createGroupCommit({ journal, takeLevels: balances.takeLevels, log })
  const recovered = recover(journal.openHolds(), clock.read())
  if (recovered.length > 0) journal.commit({ holds: [], topUps: [], settlements: recovered, levels: [] })
  for (const budget of journal.budgets()) balances.put(budget, clock.read())
  return { clock, notices, balances, commits, recovered }
}

export function openLedger(deps: LedgerDeps) {
  const { journal, nameOf } = deps
  const { clock, notices, balances, commits, recovered } = start(deps)
  let lastHoldId = 0 // what was open before is settled

  /** Which of the two a request would hold, and what the budgets say to it. */
  function judge(request: HoldRequest, atMs: number): Verdict & { readonly ask: Ask } {
    const ask = balances.isStrict(request) ? request.worst() : request.usual
    return { ask, ...balances.check(request, ask, atMs) }
  }

  return {
    /** What a crash left open, settled at this start as estimated: what was held. */
    recovered,
    clock,
    nameOf,
    /** The newest last. */
    notices: notices as readonly BudgetNotice[],

    ...createLedgerBooks({ journal, clock, balances, flush: commits.flush }),

    /** What `reserve` would do now; holds nothing. */
    quote: (request: HoldRequest) => judge(request, clock.read()),

    /**
     * Checks and holds in this very step; resolves when the hold is journalled. Rejects with `budget_*`,
     * `price_unknown` or `ledger_unavailable`, and then nothing is held. `onPassed` is told the soft budgets that would be
     * exceeded.
     */
    async reserve(request: HoldRequest, onPassed?: (names: readonly string[]) => void): Promise<HoldRecord> {
      const openedAtMs = clock.read()
      const { ask, refusal, passed, shadowed } = judge(request, openedAtMs)
      if (refusal) throw refusalError(refusal, nameOf(refusal.budget), request.model, deps.now())
      if (passed.length > 0) onPassed?.(passed.map(nameOf))
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
      balances.open(hold, shadowed)
      try {
        return await commits.hold(hold)
      } catch (error) {
        balances.release(hold)
        throw error
      }
    },

    /** The first hard budget that cannot afford it if a running request held `ask` instead. */
    refusalOf: (hold: HoldRecord, ask: Ask): Refusal | undefined =>
      balances.refusalOf({ ...hold, ...ask }, clock.read()),

    /** A running request needs more: `ask` is what it holds from now on, whatever the budgets say. */
    topUp(hold: HoldRecord, ask: Ask): HoldRecord {
      const grown = { ...hold, ...ask }
      if (balances.grow(grown)) commits.topUp(grown)
      return grown
    },

    /** Safe from every exit: only the first call for a hold counts. */
    settle(hold: HoldRecord, settlement: Settlement): void {
      const settledAtMs = clock.read()
      if (balances.settle(hold, settlement, settledAtMs)) commits.settle({ hold, ...settlement, settledAtMs })
    },

    balances: (): readonly Balance[] => balances.list(clock.read()),

    get uncommittedSettlements(): number {
      return commits.waiting
    },

    /** The caller has settled every open hold; what cannot be written now is settled by the next start. */
    close(): void {
      commits.stop()
      journal.close()
    },
  }
}

function recover(holds: readonly HoldRecord[], settledAtMs: number): readonly SettlementRecord[] {
  return holds.map(hold => ({
    hold,
    certainty: 'estimated',
    tokens: { ...noTokens, input: hold.inputTokens, output: hold.outputTokens },
    serviceTier: undefined,
    cost: hold.amount,
    settledAtMs,
  }))
}
