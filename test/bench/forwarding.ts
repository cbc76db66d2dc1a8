// The gateway with everything on, beside a bare forwarder and no forwarder at all, against one local upstream.
import { rmSync } from 'node:fs'
import { calendarBudget } from '../support/budgets.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import type { LoadResult } from './load.ts'
import {
  adminOf,
  type Program,
  runLoad,
  startBareForwarder,
  startGatehouse,
  startUpstream,
} from './programs.ts'
import { median, table } from './report.ts'

export interface ForwardingOptions {
  /** The gateway's program, from the root. */
  readonly entry: string
  readonly rounds: number
  /** Of each burst. */
  readonly seconds: number
  readonly nodeOptions?: readonly string[]
}

const streamedTokens = 20
const words = 'The quick brown fox jumps over the lazy dog while the analyst reads the quarterly figures. '

const chat = (stream: boolean) =>
  JSON.stringify({
    model: 'gpt-4o-mini',
    stream,
    max_tokens: 256,
    messages: [
      { role: 'system', content: 'You answer in one short paragraph.' },
      { role: 'user', content: words.repeat(8) },
    ],
  })

type Name = 'upstream' | 'bare forwarder' | 'Gatehouse'

interface Target {
  readonly name: Name
  readonly url: string
  readonly token: string
}

interface Round {
  /** 16 connections. */
  readonly busy: LoadResult
  /** One. */
  readonly alone: LoadResult
}

type Rounds = Readonly<Record<Name, readonly Round[]>>

export async function benchForwarding(options: ForwardingOptions): Promise<string> {
  const homeDir = temporaryHome()
  const programs: Program[] = []
  const keep = (program: Program) => {
    programs.unshift(program)
    return program
  }
  try {
    const upstream = keep(await startUpstream(streamedTokens))
    const bare = keep(await startBareForwarder(upstream.url))
    const gatehouse = keep(await startGatehouse(options.entry, homeDir, options.nodeOptions))
    const token = await setUp(homeDir, upstream.url)
    const targets: readonly Target[] = [
      { name: 'upstream', url: upstream.url, token },
      { name: 'bare forwarder', url: bare.url, token },
      { name: 'Gatehouse', url: gatehouse.url, token },
    ]
    const json = await measure(targets, false, options)
    const stream = await measure(targets, true, options)
    await checkBooks(homeDir)
    return describe(options, json, stream)
  } finally {
    for (const program of programs) await program.stop()
    rmSync(homeDir, { recursive: true, force: true })
  }
}

/** A provider with a key, a token, and budgets that every request is checked against. */
async function setUp(homeDir: string, upstreamUrl: string): Promise<string> {
  const admin = adminOf(homeDir)
  const added = await admin.addProvider({
    id: 'bench',
    kind: 'openai',
    baseUrl: `${upstreamUrl}/v1`,
    key: 'sk-bench',
  })
  if (!added.models.some(({ id }) => id === 'gpt-4o-mini')) throw new Error(`No models: ${added.modelsError}`)
  for (const window of ['day', 'month'] as const) {
    await admin.setBudget(calendarBudget('999999000000000', { window, zone: 'Europe/Berlin' }))
  }
  return (await admin.createClient({ name: 'bench' })).token
}

/** Speed with books that are wrong is none: nothing is left on hold, and everything cost something. */
async function checkBooks(homeDir: string): Promise<void> {
  const [budget] = await adminOf(homeDir).listBudgets({})
  if (budget?.held !== '0' || budget.settled === '0') {
    throw new Error(`The books are wrong: ${JSON.stringify(budget)}`)
  }
}

/** Rounds in turn, A B C A B C: what else the machine does hits all of them alike. */
async function measure(
  targets: readonly Target[],
  stream: boolean,
  { rounds, seconds }: ForwardingOptions,
): Promise<Rounds> {
  const results = { upstream: [] as Round[], 'bare forwarder': [] as Round[], Gatehouse: [] as Round[] }
  const burst = ({ url, token }: Target, connections: number) =>
    runLoad({
      url: `${url}/v1/chat/completions`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: chat(stream),
      connections,
      seconds,
    })
  for (const target of targets) await burst(target, 16) // warm
  for (let round = 1; round <= rounds; round++) {
    for (const target of targets) {
      results[target.name].push({ busy: await burst(target, 16), alone: await burst(target, 1) })
    }
    process.stderr.write(`${stream ? 'streamed' : 'JSON'}, round ${round} of ${rounds}\n`)
  }
  return results
}

function describe({ rounds, seconds }: ForwardingOptions, json: Rounds, stream: Rounds): string {
  return [
    'Everything on: token, gate, count, hold, settle, log, a budget for the day and one for the month.',
    `Medians of ${rounds} rounds of ${seconds} s each, in turn, load and upstream on the same machine.`,
    'Latency is that of whole answers at one connection. In brackets: the smallest and the largest round.',
    `\n### JSON\n\n${tableOf(json)}`,
    `\n### Streamed, ${streamedTokens} events\n\n${tableOf(stream)}`,
  ].join('\n')
}

function tableOf(results: Rounds): string {
  const rate = ({ busy }: Round) => busy.requestsPerSecond
  const p50 = ({ alone }: Round) => alone.p50Ms
  const p99 = ({ alone }: Round) => alone.p99Ms
  const bare = results['bare forwarder']
  /** Against the bare forwarder's burst of the same round. */
  const against = (rounds: readonly Round[], compare: (own: Round, other: Round) => number) =>
    rounds.flatMap((own, index) => {
      const other = bare[index]
      return other ? [compare(own, other)] : []
    })
  const rows = Object.entries(results).map(([name, rounds]) => [
    name,
    median(rounds.map(rate)).toFixed(0),
    spread(
      against(rounds, (own, other) => rate(own) / rate(other)),
      2,
    ),
    median(rounds.map(p50)).toFixed(3),
    spread(
      against(rounds, (own, other) => p50(own) - p50(other)),
      3,
    ),
    spread(
      against(rounds, (own, other) => p99(own) - p99(other)),
      3,
    ),
  ])
  const head = [
    '',
    'requests/s at 16',
    'of the bare forwarder',
    'p50 ms at 1',
    'added p50 ms',
    'added p99 ms',
  ]
  return table(head, rows)
}

function spread(values: readonly number[], digits: number): string {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`
}
