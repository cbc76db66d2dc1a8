// A ledger on a real file, and the model of what it must answer. Everything is done to both, and then they are compared.
import { expect, vi } from 'vitest'
import type { Budget } from '../../gateway/budgets/budget.ts'
import { noTokens } from '../../gateway/contract/chat.ts'
import type { NanoUsd, RequestId } from '../../gateway/contract/units.ts'
import type { NewBudgetRecord } from '../../gateway/ledger/books.ts'
import type { HoldRequest, Settlement } from '../../gateway/ledger/ledger.ts'
import { plainBill } from '../../gateway/pricing/bill.ts'
import type { HoldRecord } from '../../gateway/storage/ledger-records.ts'
import {
  type Amounts,
  attemptsIn,
  balanceOf,
  budgetsIn,
  countedBy,
  excessOf,
  inUnit,
  isCovered,
  keyOf,
  type LedgerEvent,
  requestsIn,
} from './ledger-model.ts'
import { holdRequest } from './ledger-records.ts'
import { openLedgerRig } from './ledger-rig.ts'

export type LedgerPair = ReturnType<typeof openLedgerPair>

type Ask = HoldRequest['usual']

const amountsOf = ({ amount, inputTokens, outputTokens }: Ask): Amounts => ({
  usd: amount,
  tokens: BigInt(inputTokens + outputTokens),
})

/** Timers must be faked. What waits for a commit then waits until `commit` is called, and a crash loses exactly that. */
export function openLedgerPair() {
  const rig = openLedgerRig()
  const holds = new Map<string, HoldRecord>()
  let events: LedgerEvent[] = []
  let committed = 0 // how many of the events are committed, from the first one
  let newestMs = rig.time.nowMs

  const read = () => {
    newestMs = Math.max(newestMs, rig.time.nowMs)
    return newestMs
  }
  const add = (...more: LedgerEvent[]) => void events.push(...more)
  const nowCommitted = () => {
    committed = events.length
  }
  const openKeys = () =>
    [...attemptsIn(events)].filter(([, { settled }]) => !settled).map(([attempt]) => attempt)
  const pick = (index: number) => {
    const keys = openKeys()
    return holds.get(keys[index % keys.length] ?? '')
  }

  /** Says what a request must hold, and which hard budgets of the model refuse it. */
  function judge(request: HoldRequest) {
    const atMs = read()
    const covering = [...budgetsIn(events).values()].filter(({ budget }) => isCovered(budget.scope, request))
    const hard = covering.filter(({ budget }) => budget.mode === 'hard')
    const ask = hard.some(({ budget }) => budget.strict) ? request.worst() : request.usual
    const refusing = hard.filter(set => {
      const isCounted = countedBy(events, set).has(request.requestId)
      const asked = isCounted ? 0n : inUnit(set.budget.rule.unit, amountsOf(ask))
      return asked === undefined || asked > balanceOf(events, set, atMs).left
    })
    return { ask, refusing: refusing.map(({ id }) => id), atMs }
  }

  function usedUp(id: string): bigint {
    const set = budgetsIn(events).get(id)
    if (!set) return 0n
    const { settled, held } = balanceOf(events, set, read())
    return settled + held - set.budget.rule.limit
  }

  /** What is not in the journal is lost. What is open in the journal is settled as held. */
  function startAgain() {
    events = events.slice(0, committed)
    newestMs = Math.max(newestMs, rig.time.nowMs)
    for (const attempt of openKeys()) {
      const used = attemptsIn(events).get(attempt)?.held ?? { usd: undefined, tokens: 0n }
      add({ kind: 'settled', attempt, used, certainty: 'estimated', goesOn: false, atMs: newestMs })
    }
    for (const requestId of requestsIn(events).keys()) add({ kind: 'ended', requestId, atMs: newestMs })
    nowCommitted()
    holds.clear()
  }

  return {
    get openHolds() {
      return openKeys().length
    },

    /** How many requests may still have another attempt. */
    get openRequests() {
      return requestsIn(events).size
    },

    /** Reserves all requests in one turn of the event loop. Each must be accepted or refused exactly as the model says. */
    async reserve(requests: readonly HoldRequest[]): Promise<void> {
      const answers = requests.map(request => {
        const { ask, refusing, atMs } = judge(request)
        if (refusing.length === 0) add({ kind: 'opened', request, held: amountsOf(ask), atMs })
        return { ask, refusing, reserved: rig.ledger.reserve(request) }
      })
      const outcomes = await Promise.allSettled(answers.map(({ reserved }) => reserved))
      for (const [index, outcome] of outcomes.entries()) {
        const { ask, refusing } = answers[index] ?? { refusing: [] }
        if (outcome.status === 'fulfilled') {
          expect(refusing).toEqual([])
          expect(outcome.value).toMatchObject({ ...ask })
          holds.set(keyOf(outcome.value), outcome.value)
        } else {
          expect(refusing.map(id => `Budget ${id}`)).toContain(outcome.reason.detail?.budget)
        }
      }
      if (outcomes.some(({ status }) => status === 'fulfilled')) nowCommitted()
    },

    /** Reserves another attempt of a request that runs or goes on, for the same caller. */
    async again(index: number, { providerId, model, usual, worst }: HoldRequest): Promise<void> {
      const requests = [...requestsIn(events).values()]
      const before = requests[index % requests.length]
      if (!before) return
      await this.reserve([{ ...before, attempt: before.attempt + 1, providerId, model, usual, worst }])
    },

    endRequest(index: number): void {
      const ids = [...requestsIn(events).keys()]
      const requestId = ids[index % ids.length]
      if (requestId === undefined) return
      rig.ledger.endRequest(requestId as RequestId)
      // If the request still runs, the call changes nothing.
      const runs = openKeys().some(key => key.startsWith(requestId))
      if (!runs) add({ kind: 'ended', requestId, atMs: read() })
    },

    grow(index: number, moreOutput: number, nanoUsdEach: number): void {
      const hold = pick(index)
      if (!hold) return
      const amount = hold.amount && ((hold.amount + BigInt(moreOutput * nanoUsdEach)) as NanoUsd)
      const ask = { inputTokens: hold.inputTokens, outputTokens: hold.outputTokens + moreOutput, amount }
      holds.set(keyOf(hold), rig.ledger.topUp(hold, ask))
      add({ kind: 'grown', attempt: keyOf(hold), held: amountsOf(ask), atMs: read() })
    },

    /** Settles a hold. With `isTwice` it settles the hold again, which must change nothing. */
    settle(index: number, { isTwice = false, goesOn = false, ...used }: Used): void {
      const hold = pick(index)
      if (!hold) return
      const { settlement, charged } = settlementOf(hold, used)
      rig.ledger.settle(hold, settlement, goesOn ? 'goes-on' : 'over')
      if (isTwice) rig.ledger.settle(hold, { ...settlement, tokens: { ...noTokens, output: 999_999 } })
      const attempt = keyOf(hold)
      add({ kind: 'settled', attempt, used: charged, certainty: settlement.certainty, goesOn, atMs: read() })
    },

    setBudget(budget: NewBudgetRecord): void {
      const { id } = rig.ledger.setBudget(budget)
      const atMs = read()
      add({ kind: 'set', id, budget, beyond: 0n, atMs })
      const beyond = usedUp(id)
      events.splice(-1, 1, { kind: 'set', id, budget, beyond: beyond < 0n ? 0n : beyond, atMs })
      nowCommitted()
    },

    removeBudget(index: number): void {
      const ids = [...budgetsIn(events).keys()]
      const id = ids[index % ids.length]
      if (id === undefined) return
      expect(rig.ledger.removeBudget(id)).toBe(true)
      const isAllCommitted = committed === events.length
      add({ kind: 'removed', id, atMs: read() })
      if (isAllCommitted) nowCommitted()
      else this.commit()
    },

    /** Lets the 5 ms pass for which settlements wait to be committed together. */
    commit(): void {
      vi.runOnlyPendingTimers()
      nowCommitted()
    },

    /** Moves the clock. Before it moves back, a request is made, so that the journal has the time so far. */
    async moveClock(byMs: number): Promise<void> {
      if (byMs < 0) await this.reserve([holdRequest({ sandbox: true })])
      rig.time.nowMs += byMs
    },

    restart(): void {
      rig.restart()
      nowCommitted()
      startAgain()
    },

    crash(): void {
      rig.crash()
      vi.clearAllTimers()
      startAgain()
    },

    /**
     * Crashes after a hold was accepted and before it is in the journal. The caller must not be told that the request may be
     * sent.
     */
    async crashWhileReserving(request: HoldRequest): Promise<void> {
      const reserved = rig.ledger.reserve(request)
      rig.crash()
      vi.clearAllTimers()
      await expect(reserved).rejects.toThrow()
      vi.clearAllTimers()
      startAgain()
    },

    compare(): void {
      const nowMs = read()
      const balances = rig.ledger.balances()
      const sets = budgetsIn(events)
      expect(new Set(balances.map(({ budget }) => budget.id))).toEqual(new Set(sets.keys()))
      for (const { budget, gauge } of balances) {
        const set = sets.get(budget.id)
        if (!set) continue
        const { settled, held, left } = gauge
        expect({ rule: budget.rule, settled, held, left }).toEqual({
          rule: set.budget.rule,
          ...balanceOf(events, set, nowMs),
        })
        if (set.budget.mode === 'hard')
          expect(settled + held - limitOf(budget)).toBeLessThanOrEqual(set.beyond + excessOf(events, set))
      }
      compareEntries()
    },

    close: rig.close,
  }

  /**
   * Checks that the journal has an entry with the right amounts for each committed settlement, and a hold for each open
   * attempt.
   */
  function compareEntries() {
    const journalled = [...attemptsIn(events.slice(0, committed)).values()]
    const settled = journalled.flatMap(({ request, settled }) =>
      settled ? [[keyOf(request), settled.certainty, settled.used.usd ?? 0n, settled.used.tokens]] : [],
    )
    const rows = rig.db
      .prepare(
        `SELECT request_id || ' ' || attempt, certainty, charged_nano_usd, input_tokens + output_tokens FROM entries`,
      )
      .safeIntegers()
      .raw()
      .all()
    expect(new Map(rows.map(row => [String((row as unknown[])[0]), row]))).toEqual(
      new Map(settled.map(row => [String(row[0]), row])),
    )
    expect(rows).toHaveLength(settled.length)
    const open = journalled.filter(each => !each.settled).map(({ request }) => keyOf(request))
    expect(new Set(rig.db.prepare("SELECT request_id || ' ' || attempt FROM holds").pluck().all())).toEqual(
      new Set(open),
    )
  }
}

export interface Used {
  /** How many percent of what is held. Above 100, the hold is exceeded. */
  readonly percent: bigint
  readonly certainty: Settlement['certainty']
  readonly isTwice?: boolean
  /** True if another attempt follows. */
  readonly goesOn?: boolean
}

function settlementOf(hold: HoldRecord, { percent, certainty }: Used) {
  const part = (whole: bigint) => (certainty === 'none' ? 0n : (whole * percent) / 100n)
  const cost = hold.amount === undefined ? undefined : part(hold.amount)
  const tokens = part(BigInt(hold.inputTokens + hold.outputTokens))
  const settlement: Settlement = {
    certainty,
    ...plainBill({ ...noTokens, output: Number(tokens) }),
    cost: cost as NanoUsd | undefined,
  }
  return { settlement, charged: { usd: cost ?? 0n, tokens } satisfies Amounts }
}

const limitOf = ({ rule }: Budget): bigint => rule.limit
