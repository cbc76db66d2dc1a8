// What every kind of budget counts with. Pure: instants come in, what was spent before comes from the journal.
import type { Rule } from './budget.ts'
import type { WindowBounds } from './windows.ts'

/** What a running request takes of one budget, until it is settled. */
export interface Charge {
  readonly openedAtMs: number
  /** The window it was opened in. */
  readonly epoch: number
  amount: bigint
}

export interface Gauge {
  /** Time passes: windows roll, buckets fill. Only forward: an earlier instant changes nothing and grants nothing. */
  advance(atMs: number): void
  /** A new one counts from now on, in the rule's unit; `isInLevel`: the level that a bucket started from has it. */
  open(amount: bigint, openedAtMs: number, isInLevel?: boolean): Charge
  change(charge: Charge, amount: bigint): void
  /** The request is over and took `used`; 0 gives everything back. Charged to the window it was opened in. */
  close(charge: Charge, used: bigint): void
  readonly settled: bigint
  readonly held: bigint
  /** Never below 0. */
  readonly left: bigint
  readonly bounds: WindowBounds | undefined
  /** When so much would be left if nothing else came; undefined: by waiting alone, never. */
  fitsAtMs(asked: bigint): number | undefined
  /** Of a bucket only. */
  readonly level?: BucketLevel
}

/** What the journal has settled, in the unit of the budget that asks. */
export interface SpentBefore {
  /** For requests opened in [startMs, endMs). */
  between(startMs: number, endMs: number): bigint
  /** The same by slice, numbered by start / sliceMs. */
  bySlice(startMs: number, sliceMs: number): readonly { readonly slice: number; readonly amount: bigint }[]
  /** Where a bucket stood, in millionths of its unit; undefined: it is new, and full. */
  readonly level: BucketLevel | undefined
}

export interface BucketLevel {
  readonly micro: bigint
  readonly atMs: number
}

export type RuleOf<Kind extends Rule['kind']> = Extract<Rule, { readonly kind: Kind }>

/** Balances may be overdrawn; what is left of them is nothing. */
export const positive = (amount: bigint): bigint => (amount > 0n ? amount : 0n)
