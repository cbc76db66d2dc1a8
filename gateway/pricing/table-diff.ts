// Finds what another price table would change, and which of the changes are hard to believe.
import type {
  PriceChange,
  PriceDoubt,
  RateChange,
  RateName,
  VanishedModels,
} from '../contract/price-tables.ts'
import type { NamedRates } from './price.ts'
import type { TableData, TableModel } from './table-data.ts'
import { type DatedRates, datedRates, rateAt } from './table-rates.ts'

export interface Compared {
  readonly before: DatedRates | undefined
  readonly after: DatedRates | undefined
}

type Step = Pick<PriceChange, 'kind' | 'rates' | 'sinceIso' | 'doubt'>

/** The changes for one model: now, and at each instant from which one of the tables has a new price. */
export function compare({ before, after }: Compared, nowMs: number): readonly Step[] {
  const steps: Step[] = []
  let last = ''
  for (const atMs of instants({ before, after }, nowMs)) {
    const now = after && rateAt(after, atMs)
    const rates = changes(before && rateAt(before, atMs)?.rates, now?.rates)
    const described = JSON.stringify(rates)
    if (described === last) continue
    last = described
    if (rates.length === 0) continue
    const kind = kindOf(rates)
    steps.push({ kind, rates, sinceIso: now?.sinceIso ?? null, doubt: doubtOf(rates) })
  }
  return steps
}

/** Now, the coming days on which a price begins, and the next times of day at which a price begins or ends. */
function instants({ before = [], after = [] }: Compared, nowMs: number): readonly number[] {
  const others = [...before, ...after].flatMap(({ constraint }) => {
    if (!constraint) return []
    if ('start_date' in constraint) return [Date.parse(`${constraint.start_date}T00:00:00Z`)]
    const today = new Date(nowMs).toISOString().slice(0, 10)
    const next = (time: string) => nextAfter(Date.parse(`${today}T${time}`), nowMs)
    return [next(constraint.start_time), next(constraint.end_time)]
  })
  const coming = [...new Set(others.filter(atMs => atMs > nowMs))].sort((one, other) => one - other)
  return [nowMs, ...coming]
}

function nextAfter(atMs: number, nowMs: number): number {
  const dayMs = 86_400_000
  return atMs > nowMs ? atMs : atMs + dayMs * Math.ceil((nowMs - atMs + 1) / dayMs)
}

const rateNames = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'cacheWriteOneHour',
  'audioInput',
  'audioOutput',
  'reasoning',
] as const satisfies readonly RateName[]

function changes(before: NamedRates | undefined, after: NamedRates | undefined): readonly RateChange[] {
  return rateNames.flatMap(rate => {
    const [old, now] = [before?.[rate], after?.[rate]]
    const starts = [...(old?.tiers ?? []), ...(now?.tiers ?? [])].map(({ above }) => above)
    const pairs = [
      { aboveTokens: null, before: old?.base, after: now?.base },
      ...[...new Set(starts)].map(above => ({
        aboveTokens: above,
        before: old && rateAbove(old, above),
        after: now && rateAbove(now, above),
      })),
    ]
    return pairs
      .filter(pair => pair.before !== pair.after)
      .map(pair => ({ rate, ...pair, before: text(pair.before), after: text(pair.after) }))
  })
}

function rateAbove({ base, tiers }: NonNullable<NamedRates['input']>, above: number): bigint {
  return tiers.findLast(tier => above >= tier.above)?.rate ?? base
}

function text(rate: bigint | undefined): string | null {
  return rate === undefined ? null : String(rate)
}

function kindOf(rates: readonly RateChange[]): PriceChange['kind'] {
  const input = rates.find(({ rate, aboveTokens }) => rate === 'input' && aboveTokens === null)
  if (input?.before === null) return 'added'
  return input?.after === null ? 'removed' : 'changed'
}

const dearest = 10_000n * 1_000_000_000n // ten times the price of a million tokens of the dearest model of 2025

/** Why a change is probably a mistake of the publisher. It is no mistake if a model that was free costs something. */
function doubtOf(rates: readonly RateChange[]): PriceDoubt | null {
  for (const { before, after } of rates) {
    if (after !== null && BigInt(after) > dearest) return 'too-dear'
    if (before === null || after === null) continue
    const [old, now] = [BigInt(before), BigInt(after)]
    if (old === 0n) continue
    if (now === 0n) return 'costs-nothing'
    if (now > old * 10n || now * 10n < old) return 'tenfold'
  }
  return null
}

/** Compares all rows of the two tables, whether or not a provider here uses them. */
export function compareRows(before: TableData, after: TableData, nowMs: number): readonly PriceChange[] {
  const makers = new Set([...before, ...after].map(({ id }) => id))
  return [...makers].flatMap(makerId => {
    const [old, now] = [rowsOf(before, makerId), rowsOf(after, makerId)]
    return [...new Set([...old.keys(), ...now.keys()])].flatMap(model => {
      // Most rows do not change from one day to the next, so equal ones are skipped early.
      if (JSON.stringify(old.get(model)?.prices) === JSON.stringify(now.get(model)?.prices)) return []
      const compared = { before: toDated(old.get(model), makerId), after: toDated(now.get(model), makerId) }
      return compare(compared, nowMs).map(step => ({ ...step, providerId: null, makerId, model }))
    })
  })
}

function rowsOf(data: TableData, makerId: string): ReadonlyMap<string, TableModel> {
  return new Map(data.find(({ id }) => id === makerId)?.models.map(model => [model.id, model]))
}

function toDated(model: TableModel | undefined, makerId: string): DatedRates | undefined {
  return model && datedRates({ model, makerId })
}

const fewRows = 5
const vanishedAtMost = 0.2

/**
 * Lists the makers that lose more than a fifth of their models at once. That is more likely the publisher's mistake than the
 * end of so many models.
 */
export function vanishedModels(before: TableData, after: TableData): readonly VanishedModels[] {
  return before.flatMap(({ id, models }) => {
    const now = rowsOf(after, id)
    const gone = models.filter(model => !now.has(model.id)).length
    const isMany = models.length >= fewRows ? gone > models.length * vanishedAtMost : gone === models.length
    return gone > 0 && isMany ? [{ makerId: id, gone, of: models.length }] : []
  })
}
