// The rules of budgets, pure: no clock, no database. Balances live here; the journal behind them is ledger.ts's.
import { totalTokens } from '../contract/chat.ts'
import type { ClientId, RequestId } from '../contract/units.ts'
import type { BudgetRecord, HoldRecord, SettlementRecord } from '../storage/ledger-journal.ts'
import { type WindowBounds, windowAt } from './windows.ts'

/** What the journal has settled for requests opened in [startMs, endMs). */
export type SpentSource = (
  startMs: number,
  endMs: number,
  clientId: ClientId | undefined,
) => { readonly usd: bigint; readonly tokens: bigint }

export interface Balance {
  readonly budget: BudgetRecord
  readonly bounds: WindowBounds
  /** Nano-dollars or tokens, as the budget's unit says. */
  readonly settled: bigint
  readonly held: bigint
}

/** `asked` undefined: the model has no price, and the budget is in money. */
export interface Refusal {
  readonly balance: Balance
  readonly asked: bigint | undefined
  readonly left: bigint
}

export type Balances = ReturnType<typeof createBalances>

export function createBalances(spent: SpentSource) {
  const balances = new Map<string, { -readonly [K in keyof Balance]: Balance[K] }>()
  const open = new Map<RequestId, HoldRecord>()

  function measured(budget: BudgetRecord, atMs: number) {
    const bounds = windowAt(budget.window, budget.zone, atMs)
    const settled = spent(bounds.startMs, bounds.endMs, budget.clientId)[budget.unit]
    let held = 0n
    for (const hold of open.values()) if (counts(budget, bounds, hold)) held += heldBy(hold, budget.unit)
    return { budget, bounds, settled, held }
  }

  /** Windows only move forward: an instant before the current window stays in it and grants nothing. */
  function roll(atMs: number): void {
    for (const [id, { budget, bounds }] of balances) {
      if (atMs >= bounds.endMs) balances.set(id, measured(budget, atMs))
    }
  }

  function add(hold: HoldRecord, sign: 1n | -1n): void {
    for (const balance of balances.values()) {
      if (counts(balance.budget, balance.bounds, hold))
        balance.held += sign * heldBy(hold, balance.budget.unit)
    }
  }

  return {
    put: (budget: BudgetRecord, atMs: number): void => void balances.set(budget.id, measured(budget, atMs)),
    remove: (id: string): void => void balances.delete(id),

    /** The first budget that this hold would exceed, in the order they were made. Opens nothing. */
    check(hold: HoldRecord): Refusal | undefined {
      roll(hold.openedAtMs)
      for (const balance of balances.values()) {
        if (!counts(balance.budget, balance.bounds, hold)) continue
        const used = balance.settled + balance.held
        const left = used < balance.budget.limit ? balance.budget.limit - used : 0n
        const asked = balance.budget.unit === 'usd' ? hold.amount : heldBy(hold, 'tokens')
        if (asked === undefined || asked > left) return { balance, asked, left }
      }
      return undefined
    },

    open(hold: HoldRecord): void {
      open.set(hold.requestId, hold)
      add(hold, 1n)
    },

    /** Nothing was sent: the hold never was. */
    release(hold: HoldRecord): void {
      if (open.delete(hold.requestId)) add(hold, -1n)
    },

    /** True when this call settled it, false when it was not open. Charged to the window it was opened in. */
    settle({ hold, tokens, cost }: SettlementRecord): boolean {
      if (!open.delete(hold.requestId)) return false
      add(hold, -1n)
      const used = { usd: cost ?? 0n, tokens: BigInt(totalTokens(tokens)) }
      for (const balance of balances.values()) {
        if (counts(balance.budget, balance.bounds, hold)) balance.settled += used[balance.budget.unit]
      }
      return true
    },

    list(atMs: number): readonly Balance[] {
      roll(atMs)
      return [...balances.values()]
    },

    get openHolds(): number {
      return open.size
    },
  }
}

function counts(budget: BudgetRecord, bounds: WindowBounds, hold: HoldRecord): boolean {
  if (hold.sandbox) return false
  if (budget.clientId !== undefined && budget.clientId !== hold.clientId) return false
  return hold.openedAtMs >= bounds.startMs && hold.openedAtMs < bounds.endMs
}

function heldBy(hold: HoldRecord, unit: BudgetRecord['unit']): bigint {
  return unit === 'usd' ? (hold.amount ?? 0n) : BigInt(hold.inputTokens + hold.outputTokens)
}
