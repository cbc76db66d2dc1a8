// The interface of the gauges that budgets count with. Pure: the time is passed in, and what was spent before comes from the
// journal.
import type { Rule } from './budget.ts'
import type { WindowBounds } from './windows.ts'

/** What a running request takes of one budget until it is settled. */
export interface Charge {
  readonly openedAtMs: number
  /** The number of the window that the charge was opened in. */
  readonly epoch: number
  amount: bigint
}

export interface Gauge {
  /** Moves the time forward: windows move on and buckets fill. An earlier time than the last one changes nothing. */
  advance(atMs: number): void
  /** Opens a charge, in the rule's unit. `isInLevel`: the level that a bucket started from already contains it. */
  open(amount: bigint, openedAtMs: number, isInLevel?: boolean): Charge
  change(charge: Charge, amount: bigint): void
  /**
   * Closes a charge of a request that took `used`, or 0 to give everything back. It counts in the window that it was opened
   * in.
   */
  close(charge: Charge, used: bigint): void
  readonly settled: bigint
  readonly held: bigint
  /** Never below 0. */
  readonly left: bigint
  readonly bounds: WindowBounds | undefined
  /** When `asked` would fit if nothing else were charged. Undefined if waiting alone never makes room. */
  fitsAtMs(asked: bigint): number | undefined
  /** Only for a bucket. */
  readonly level?: BucketLevel
}

/** What was settled before, according to the journal, in the unit of the budget that asks. */
export interface SpentBefore {
  /** The sum for requests that were opened in [startMs, endMs). */
  between(startMs: number, endMs: number): bigint
  /** Sums for slices of time. A slice's number is its start divided by `sliceMs`. */
  bySlice(startMs: number, sliceMs: number): readonly { readonly slice: number; readonly amount: bigint }[]
  /** The last level of a bucket, in millionths of its unit. Undefined if the bucket is new, and therefore full. */
  readonly level: BucketLevel | undefined
}

export interface BucketLevel {
  readonly micro: bigint
  readonly atMs: number
}

export type RuleOf<Kind extends Rule['kind']> = Extract<Rule, { readonly kind: Kind }>

/** A balance may be overdrawn. What is left of it is then 0. */
export const positive = (amount: bigint): bigint => (amount > 0n ? amount : 0n)
