import type { LoadResult } from './load.ts'
import type { OtherCommit } from './other-commit.ts'
import { median, spread, table } from './report.ts'

export interface Round {
  /** With 16 connections. */
  readonly busy: LoadResult
  /** With one connection. */
  readonly alone: LoadResult
}

/**
 * The rounds of each target by its name, in the order in which they ran. All targets have the same number of rounds.
 */
export type Measured = ReadonlyMap<string, readonly Round[]>

export interface Forwarding {
  readonly rounds: number
  /** How long each burst of load lasts. */
  readonly seconds: number
  readonly warmSeconds: number
  readonly streamedTokens: number
  readonly against?: OtherCommit
  readonly json: Measured
  readonly streamed: Measured
}

/** A change should keep at least this part of the requests per second of the commit before it. */
const leastOfOther = 0.97

const rate = ({ busy }: Round) => busy.requestsPerSecond
const p50 = ({ alone }: Round) => alone.p50Ms
const p99 = ({ alone }: Round) => alone.p99Ms

/** The name of the target that is another commit's gateway. */
export const nameOfCommit = ({ hash }: OtherCommit) => `commit ${hash}`

export function describeForwarding(forwarding: Forwarding): string {
  const { rounds, seconds, warmSeconds, streamedTokens, against, json, streamed } = forwarding
  const yardsticks = ['bare forwarder', 'lean forwarder', ...(against ? [nameOfCommit(against)] : [])]
  return [
    'Everything on: token, gate, count, hold, settle, log, a budget for the day and one for the month.',
    `Medians of ${rounds} rounds of ${seconds} s each, in turn, load and upstream on the same machine, each warmed for ${warmSeconds} s.`,
    'The bare forwarder is Fastify and undici and copies headers; the lean one is node:http and undici, takes the body as',
    'one buffer and copies none. Latency is that of whole answers at one connection, added to that of the bare forwarder.',
    'In brackets: the smallest and the largest round.',
    `\n### JSON\n\n${tableOf(json, yardsticks)}`,
    `\n### Streamed, ${streamedTokens} events\n\n${tableOf(streamed, yardsticks)}`,
    ...(against ? [`\n${compare(nameOfCommit(against), json, streamed)}`] : []),
  ].join('\n')
}

function tableOf(measured: Measured, yardsticks: readonly string[]): string {
  const rows = [...measured].map(([name, rounds]) => [
    name,
    median(rounds.map(rate)).toFixed(0),
    ...yardsticks.map(yardstick => spread(ratesOf(measured, name, yardstick), 2)),
    median(rounds.map(p50)).toFixed(3),
    spread(addedMs(measured, name, p50), 3),
    spread(addedMs(measured, name, p99), 3),
  ])
  const head = [
    '',
    'requests/s at 16',
    ...yardsticks.map(yardstick => `of the ${yardstick}`),
    'p50 ms at 1',
    'added p50 ms',
    'added p99 ms',
  ]
  return table(head, rows)
}

function compare(commit: string, json: Measured, streamed: Measured): string {
  const [jsonRatio, streamedRatio] = [json, streamed].map(measured =>
    median(ratesOf(measured, 'Gatehouse', commit)).toFixed(3),
  )
  return `Of the ${commit}: ${jsonRatio} in JSON, ${streamedRatio} streamed; each should be at least ${leastOfOther}.`
}

function ratesOf(measured: Measured, name: string, yardstick: string): readonly number[] {
  return perRound(measured, name, yardstick, (own, other) => rate(own) / rate(other))
}

function addedMs(measured: Measured, name: string, latency: (round: Round) => number): readonly number[] {
  return perRound(measured, name, 'bare forwarder', (own, other) => latency(own) - latency(other))
}

/** Compares each round of a target with the yardstick's round that ran next to it. */
function perRound(
  measured: Measured,
  name: string,
  yardstick: string,
  compareRounds: (own: Round, other: Round) => number,
): readonly number[] {
  const others = measured.get(yardstick) ?? []
  return (measured.get(name) ?? []).flatMap((own, index) => {
    const other = others[index]
    return other ? [compareRounds(own, other)] : []
  })
}
