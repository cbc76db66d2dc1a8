import type { Strategy } from '../contract/routes.ts'
import { type NanoUsd, toDecimalUsd } from '../contract/units.ts'
import type { Candidate } from './plan.ts'
import type { Lookups } from './route-question.ts'

/** A target of a group that may be asked. */
export interface Entry {
  readonly candidate: Candidate
  readonly group: number
  readonly weight: number
  readonly cost: NanoUsd | undefined
}

export interface Ordered extends Entry {
  readonly why: string
}

type Order = (entries: readonly Entry[], lookups: Lookups) => readonly Ordered[]

/** Puts the targets of one group into the order in which they are to be asked. Pure, but for `random`. */
export function orderByStrategy(
  strategy: Strategy,
  entries: readonly Entry[],
  lookups: Lookups,
): readonly Ordered[] {
  return orders[strategy](entries, lookups)
}

const orders: Readonly<Record<Strategy, Order>> = {
  priority: entries => entries.map(entry => ({ ...entry, why: 'In the order in which the route lists it.' })),
  weighted,
  'lowest-cost': lowestCost,
  'lowest-latency': lowestLatency,
  'least-busy': leastBusy,
  'local-first': entries =>
    [...entries]
      .sort((one, other) => Number(other.candidate.isLocal) - Number(one.candidate.isLocal))
      .map(entry => ({
        ...entry,
        why: entry.candidate.isLocal
          ? 'It runs on this machine or network.'
          : 'It does not run on this machine.',
      })),
}

/** Draws one after another from those that are left, each as often as its share of the weights that are left. */
function weighted(entries: readonly Entry[], { random }: Lookups): readonly Ordered[] {
  const left = [...entries]
  const drawn: Ordered[] = []
  while (left.length > 0) {
    const total = left.reduce((sum, { weight }) => sum + weight, 0)
    let at = random() * total
    // Those of weight 0 are drawn only when no others are left.
    const found = left.findIndex(({ weight }) => {
      at -= weight
      return at < 0
    })
    const [entry] = left.splice(Math.max(0, found), 1)
    if (entry) drawn.push({ ...entry, why: `Drawn by chance. Its weight is ${entry.weight}.` })
  }
  return drawn
}

/** A target whose price is unknown is not free, so it comes last. */
function lowestCost(entries: readonly Entry[]): readonly Ordered[] {
  return [...entries]
    .sort((one, other) => compareCosts(one.cost, other.cost))
    .map(entry => ({
      ...entry,
      why:
        entry.cost === undefined
          ? 'Its price is not known, so it comes last.'
          : `The request costs about ${toDecimalUsd(entry.cost)} USD there.`,
    }))
}

function compareCosts(one: NanoUsd | undefined, other: NanoUsd | undefined): number {
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined)
  return one < other ? -1 : Number(one > other)
}

const alikeRatio = 1.1
const explorationShare = 0.05

/**
 * The fastest first, by the time that the whole answer is expected to take. Those that are at most a tenth slower than the
 * fastest take turns with it. A target of which too few answers are known comes after them, but now and then it goes first, so
 * that it gets known. A conversation that has a target is not used for that.
 */
function lowestLatency(entries: readonly Entry[], { health, outputTokensOf, pin, random }: Lookups) {
  const timed = entries.map(entry => {
    const { speed } = health.of(entry.candidate)
    const { target } = entry.candidate
    const ms = speed && speed.firstTokenMs + (speed.msPerOutputToken ?? 0) * outputTokensOf(target)
    return { entry, ms }
  })
  const known = timed
    .filter((each): each is { entry: Entry; ms: number } => each.ms !== undefined)
    .sort((one, other) => one.ms - other.ms)
  const cold = timed
    .filter(({ ms }) => ms === undefined)
    .map(({ entry }) => ({ ...entry, why: 'Too few of its answers are known to say how fast it is.' }))
  const best = known[0]?.ms ?? 0
  const alike = known.filter(({ ms }) => ms <= best * alikeRatio)
  const turn = Math.floor(random() * alike.length) % Math.max(1, alike.length)
  const rotated = [...alike.slice(turn), ...alike.slice(0, turn), ...known.slice(alike.length)]
  const fast = rotated.map(({ entry, ms }) => ({
    ...entry,
    why: `Its answer is expected to take ${(ms / 1000).toFixed(1)} s.`,
  }))
  const explores = fast.length > 0 && cold.length > 0 && !pin && random() < explorationShare
  if (!explores) return [...fast, ...cold]
  const place = Math.floor(random() * cold.length) % cold.length
  const explored = { ...(cold[place] as Ordered), why: 'It goes first for once, to see how fast it is.' }
  return [explored, ...fast, ...cold.filter((_, index) => index !== place)]
}

function leastBusy(entries: readonly Entry[], { health }: Lookups): readonly Ordered[] {
  return entries
    .map(entry => ({ entry, running: health.of(entry.candidate).running }))
    .sort((one, other) => one.running - other.running)
    .map(({ entry, running }) => ({
      ...entry,
      why: running === 1 ? 'One request is running there.' : `${running || 'No'} requests are running there.`,
    }))
}
