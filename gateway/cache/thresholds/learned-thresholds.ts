import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ThresholdReport } from '../../contract/answer-cache.ts'
import type { Judged } from '../answer-store.ts'
import { addToTally, emptyTally, onlyExact, reportOf, type Tally } from './threshold.ts'

/** The group of all judgements together. */
export const everyGroup = 'all'

const judgementsAtMost = 20_000
const groupsAtMost = 100
const everyMs = 60_000
const everyJudgements = 20
/** Counted between two turns of the event loop: some 0.1 ms. */
const sliceLength = 1000

export interface LearnedThresholdsDeps {
  /** Those that are stored, the newest first. Is trusted not to reject, as the store's own. */
  readonly judged: () => Promise<readonly Judged[]>
  /** The setting, read each time. */
  readonly wantedFalseHitRate: () => number
  readonly monotonicMs: () => number
}

export interface LearnedThresholds {
  /**
   * The cosine that a stored question needs at least, from memory and at once. `onlyExact` until the judgements were read for the first
   * time, since they may have raised it.
   */
  thresholdFor(group: string): number
  /** `all` first, then the groups in alphabetical order. Empty until the judgements were read. */
  reports(): readonly ThresholdReport[]
  /** To be told after each judgement that was stored. */
  addedJudgement(): void
  /** To be told after a person changed what is known of hits, which counts at once. */
  judgementsChanged(): void
  /** Resolves when what has been begun is in force. Begins the first reading. */
  settled(): Promise<void>
}

/** Keeps the thresholds in memory, and computes them anew in the background after a minute or 20 judgements. */
export function openLearnedThresholds(deps: LearnedThresholdsDeps): LearnedThresholds {
  let byGroup: ReadonlyMap<string, ThresholdReport> = new Map()
  let running: Promise<void> | undefined
  let computedAtMs: number | undefined
  let computedRate = Number.NaN
  let added = 0

  const compute = async () => {
    computedAtMs = deps.monotonicMs()
    computedRate = deps.wantedFalseHitRate()
    added = 0
    byGroup = await reportsOf(await deps.judged(), computedRate)
  }

  const isStale = () => {
    if (computedAtMs === undefined || computedRate !== deps.wantedFalseHitRate()) return true
    return added >= everyJudgements || (added > 0 && deps.monotonicMs() - computedAtMs >= everyMs)
  }

  const refresh = () => {
    if (running === undefined && isStale()) {
      running = compute().finally(() => {
        running = undefined
      })
    }
  }

  return {
    thresholdFor(group) {
      refresh()
      return (byGroup.get(group) ?? byGroup.get(everyGroup))?.inForce ?? onlyExact
    },
    reports() {
      refresh()
      return [...byGroup.values()]
    },
    addedJudgement() {
      added += 1
      refresh()
    },
    judgementsChanged() {
      added = everyJudgements
      refresh()
    },
    async settled() {
      refresh()
      await running
    },
  }
}

async function reportsOf(
  judged: readonly Judged[],
  wantedRate: number,
): Promise<ReadonlyMap<string, ThresholdReport>> {
  const all = emptyTally()
  const groups = new Map<string, Tally>()
  const count = Math.min(judged.length, judgementsAtMost)
  for (let at = 0; at < count; at += 1) {
    if (at % sliceLength === sliceLength - 1) await nextTurn()
    const judgement = judged[at]
    if (judgement === undefined) continue
    addToTally(all, judgement)
    let tally = groups.get(judgement.group)
    if (tally === undefined && groups.size < groupsAtMost) {
      tally = emptyTally()
      groups.set(judgement.group, tally)
    }
    if (tally !== undefined) addToTally(tally, judgement)
  }
  const ofAll = reportOf(everyGroup, all, wantedRate)
  const reports = new Map([[everyGroup, ofAll]])
  for (const [group, tally] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await nextTurn()
    if (group !== everyGroup) reports.set(group, reportOf(group, tally, wantedRate, ofAll))
  }
  return reports
}
