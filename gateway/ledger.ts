// The one place where money is held and settled. Checks are synchronous and in memory, so two requests cannot both
// take the last cent; the journal behind them is committed in groups.
import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { type Balance, type Balances, createBalances, type Refusal } from './budgets/balances.ts'
import { describeInstant } from './budgets/windows.ts'
import { type Certainty, noTokens, type TokenCounts } from './contract/chat.ts'
import { type NanoUsd, toDecimalUsd } from './contract/units.ts'
import { GatewayError } from './errors.ts'
import { createGroupCommit } from './storage/group-commit.ts'
import type { BudgetRecord, HoldRecord, LedgerJournal, SettlementRecord } from './storage/ledger-journal.ts'

export interface Settlement {
  readonly certainty: Certainty
  readonly tokens: TokenCounts
  /** Undefined: unknown, the model has no price. */
  readonly cost: NanoUsd | undefined
}

export type HoldRequest = Omit<HoldRecord, 'openedAtMs'>
export type NewBudgetRecord = Omit<BudgetRecord, 'id' | 'createdAtMs'>

export interface LedgerDeps {
  readonly journal: LedgerJournal
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number
  /** What a budget is called in a refusal. */
  readonly nameOf: (budget: BudgetRecord) => string
  readonly log: Logger
}

export type Ledger = ReturnType<typeof openLedger>

export function openLedger({ journal, now, nameOf, log }: LedgerDeps) {
  const clock = createClock(journal.newestOpenedAtMs(), now)
  const balances = createBalances(journal.spent)
  const commits = createGroupCommit(journal, log)
  const recovered = recover(journal, clock.read())
  for (const budget of journal.budgets()) balances.put(budget, clock.read())

  return {
    /** What a crash left open, settled at this start as estimated: what was held. */
    recovered,
    clock,

    /**
     * Checks and holds in this very step; resolves when the hold is journalled. Rejects with `budget_exceeded`,
     * `price_unknown` or `ledger_unavailable`, and then nothing is held.
     */
    async reserve(request: HoldRequest): Promise<HoldRecord> {
      const hold: HoldRecord = { ...request, openedAtMs: clock.read() }
      const refusal = balances.check(hold)
      if (refusal) throw toError(refusal, hold, nameOf)
      balances.open(hold)
      try {
        return await commits.hold(hold)
      } catch (error) {
        balances.release(hold)
        throw error
      }
    },

    /** Safe from every exit: only the first call for a hold counts. */
    settle(hold: HoldRecord, settlement: Settlement): void {
      const record: SettlementRecord = { hold, ...settlement, settledAtMs: clock.read() }
      if (balances.settle(record)) commits.settle(record)
    },

    balances: (): readonly Balance[] => balances.list(clock.read()),

    setBudget(wanted: NewBudgetRecord): BudgetRecord {
      commits.flush() // the balance is measured from the journal, so everything must be in it
      return putBudget(journal, balances, wanted, clock.read())
    },

    removeBudget(id: string): boolean {
      balances.remove(id)
      return journal.removeBudget(id)
    },

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

const toleratedSetBackMs = 60_000

/** Never goes back, so that a clock that is set back grants nothing. */
function createClock(newestKnownMs: number, now: () => number) {
  let newestMs = newestKnownMs
  return {
    read(): number {
      newestMs = Math.max(newestMs, now())
      return newestMs
    },
    get isSetBack(): boolean {
      return now() < newestMs - toleratedSetBackMs
    },
  }
}

function recover(journal: LedgerJournal, settledAtMs: number): readonly SettlementRecord[] {
  const records = journal.openHolds().map((hold): SettlementRecord => {
    const tokens = { ...noTokens, input: hold.inputTokens, output: hold.outputTokens }
    return { hold, certainty: 'estimated', tokens, cost: hold.amount, settledAtMs }
  })
  if (records.length > 0) journal.commit([], records)
  return records
}

/** One budget exists per scope, window, zone and unit: setting it again changes its limit. */
function putBudget(
  journal: LedgerJournal,
  balances: Balances,
  wanted: NewBudgetRecord,
  atMs: number,
): BudgetRecord {
  const same = journal
    .budgets()
    .find(
      ({ clientId, window, zone, unit }) =>
        clientId === wanted.clientId &&
        window === wanted.window &&
        zone === wanted.zone &&
        unit === wanted.unit,
    )
  const budget = { ...wanted, id: same?.id ?? `bud_${randomUUID()}`, createdAtMs: same?.createdAtMs ?? atMs }
  journal.putBudget(budget)
  balances.put(budget, atMs)
  return budget
}

function toError(
  { balance, asked, left }: Refusal,
  hold: HoldRecord,
  nameOf: LedgerDeps['nameOf'],
): GatewayError {
  const { budget, bounds } = balance
  if (asked === undefined) {
    return new GatewayError('price_unknown', { model: hold.model, budget: nameOf(budget) })
  }
  const show = (amount: bigint) =>
    budget.unit === 'usd' ? `${toDecimalUsd(amount)} USD` : `${amount} tokens`
  return new GatewayError('budget_exceeded', {
    budget: nameOf(budget),
    asked: show(asked),
    left: show(left),
    limit: show(budget.limit),
    resetsAt: describeInstant(bounds.endMs, budget.zone),
    retryAfterSeconds: Math.max(1, Math.ceil((bounds.endMs - hold.openedAtMs) / 1000)),
  })
}
