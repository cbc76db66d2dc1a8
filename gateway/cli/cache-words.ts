// What the cache did and keeps, in words for a person.
import type {
  CacheDay,
  CacheEntry,
  CacheHit,
  CacheStatus,
  CacheTest,
  CacheTrace,
  ClientCache,
  ThresholdReport,
} from '../contract/answer-cache.ts'
import type { GuardVerdict } from '../contract/cache.ts'
import { type Column, formatTable, printable } from './table.ts'
import { countText, durationText, moneyText, sizeText, timeText } from './words.ts'

/** 'default', or what differs from it: 'exact, team, tools'. */
export function clientCacheText({ mode, scope, allowsTools }: ClientCache): string {
  return [mode ?? 'default', ...(scope === 'client' ? [] : [scope]), ...(allowsTools ? ['tools'] : [])].join(
    ', ',
  )
}

export function guardText(guard: GuardVerdict): string {
  return guard.agrees ? 'agrees' : `refuses (${guard.rule}): ${guard.reason}`
}

export function describeStatus({ mode, model, store, days, thresholds }: CacheStatus): readonly string[] {
  const because = (reason: string) => (reason === '' ? '' : `, ${printable(reason)}`)
  return [
    `Mode     ${mode}`,
    `Model    ${printable(model.state)}${because(model.reason)}`,
    `Store    ${store.state}${because(store.reason)}`,
    `Entries  ${store.entries}, ${sizeText(store.bytes)} of ${sizeText(store.capBytes)}`,
    '',
    ...formatTable(dayColumns, days),
    ...(thresholds.length === 0 ? [] : ['', ...formatTable(thresholdColumns, thresholds)]),
  ]
}

/** What the cache did for one request, as names and values. Null where there is none. */
export function traceFacts(trace: CacheTrace): readonly (readonly [string, string | null])[] {
  const { outcome, reason, similarity, ageMs, guard, savedNanoUsd, savedMs, wouldBe } = trace
  return [
    ['Cache', `${outcome}: ${reason}`],
    ['Would have been', wouldBe ?? null],
    ['Similarity', similarity?.toFixed(4) ?? null],
    ['Age', ageMs === undefined ? null : durationText(ageMs)],
    ['Guard', guard ? guardText(guard) : null],
    ['Saved', savedNanoUsd === undefined ? null : moneyText(savedNanoUsd)],
    ['Time saved', savedMs === undefined ? null : durationText(savedMs)],
  ]
}

export function describeTest({ cosine, threshold, guard, verdict, rule }: CacheTest): readonly string[] {
  return [
    `cosine   ${cosine === null ? 'unknown, the model gave no answer' : cosine.toFixed(4)} (needed: ${threshold})`,
    `guard    ${printable(guardText(guard))}`,
    `verdict  ${verdict}${rule === null ? '' : ` (${rule})`}`,
  ]
}

const dayColumns: readonly Column<CacheDay>[] = [
  { title: 'DAY', text: ({ day }) => day },
  { title: 'LOOKED UP', text: ({ lookups }) => String(lookups), align: 'end' },
  { title: 'EXACT', text: ({ exactHits }) => String(exactHits), align: 'end' },
  { title: 'SEMANTIC', text: ({ semanticHits }) => String(semanticHits), align: 'end' },
  { title: 'SHARED', text: ({ shared }) => String(shared), align: 'end' },
  { title: 'WOULD HAVE HIT', text: ({ wouldBeHits }) => String(wouldBeHits), align: 'end' },
  { title: 'SAVED', text: ({ savedNanoUsd }) => moneyText(savedNanoUsd), align: 'end' },
  { title: 'TIME SAVED', text: ({ savedMs }) => durationText(savedMs), align: 'end' },
]

const thresholdColumns: readonly Column<ThresholdReport>[] = [
  { title: 'QUESTIONS', text: ({ group }) => group },
  { title: 'THRESHOLD', text: ({ inForce }) => String(inForce), align: 'end' },
  { title: 'JUDGED', text: ({ judged }) => String(judged), align: 'end' },
  { title: 'UNDECIDED', text: ({ undecided }) => String(undecided), align: 'end' },
  { title: 'FALSE', text: ({ falseHits }) => String(falseHits), align: 'end' },
  { title: 'ESTIMATE', text: ({ estimate }) => percentText(estimate), align: 'end' },
  { title: 'AT MOST', text: ({ bound }) => percentText(bound), align: 'end' },
  { title: 'WANTED', text: ({ wantedFalseHitRate }) => percentText(wantedFalseHitRate), align: 'end' },
]

export const entryColumns: readonly Column<CacheEntry>[] = [
  { title: 'STORED', text: ({ createdAtMs }) => timeText(createdAtMs) },
  { title: 'USED', text: ({ usedAtMs }) => timeText(usedAtMs) },
  { title: 'HITS', text: ({ hits }) => countText(hits), align: 'end' },
  { title: 'MODEL', text: ({ model }) => model },
  { title: 'SIZE', text: ({ bytes }) => sizeText(bytes), align: 'end' },
  { title: 'QUESTION', text: ({ question }) => firstLine(question) },
  { title: 'ID', text: ({ id }) => id },
]

export const hitColumns: readonly Column<CacheHit>[] = [
  { title: 'TIME', text: ({ atMs }) => timeText(atMs) },
  { title: 'KIND', text: ({ kind, served }) => (served ? kind : `${kind}, measured`) },
  { title: 'SIMILARITY', text: ({ similarity }) => similarity?.toFixed(3) ?? '-', align: 'end' },
  { title: 'JUDGED', text: ({ judgement }) => judgement ?? '-' },
  { title: 'ASKED', text: ({ askedQuestion }) => firstLine(askedQuestion) },
  { title: 'STORED', text: ({ storedQuestion }) => firstLine(storedQuestion) },
  { title: 'ID', text: ({ id }) => id },
]

const shownCharacters = 60

/** So that a table keeps its lines. `--json` prints all of it. */
function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? ''
  const isCut = line.length > shownCharacters || line.length < text.trim().length
  return isCut ? `${line.slice(0, shownCharacters)}…` : line
}

function percentText(rate: number | null): string {
  return rate === null ? '-' : `${Number((rate * 100).toFixed(2))} %`
}
