// Measures streams that the gateway translates, beside those that it passes through from the same upstream.
import { rmSync } from 'node:fs'
import type { Conversation } from '../../gateway/chat/conversation.ts'
import { openEncodings } from '../../gateway/tokens/encodings.ts'
import { calendarBudget } from '../support/budgets.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { agentConversation, bytesOf, requestIn } from './agent-conversation.ts'
import type { Asked, FirstBytes, FirstBytesOptions } from './first-bytes.ts'
import { checkBooks } from './forwarding.ts'
import { type LoopDelay, loopDelayOptions, readLoopDelay } from './loop-delay.ts'
import type { PacedStreams, PacedStreamsOptions } from './paced-streams.ts'
import { adminOf, type Program, runCaller, startGatehouse, startUpstream } from './programs.ts'
import { median, spread, table } from './report.ts'

export interface StreamOptions {
  /** The gateway's program, relative to the root. */
  readonly entry: string
  readonly nodeOptions: readonly string[]
  readonly rounds: number
  /** How long a round lasts. */
  readonly seconds: number
}

const eventsAtOnce = 20
const tokensPerSecond = 100
/** Node's timers are up to a millisecond late, so with 10 ms there would be fewer tokens. */
const everyMs = 9
const streams = 50
const agentTokens = 10_000
/** Each question is asked this long first, because V8 takes some seconds to optimise the gateway's hot code. */
const warmSeconds = 5

/** Both providers are the same upstream. Each of them speaks one format alone. */
const providers = {
  'openai-chat': { id: 'chat', kind: 'groq', basePath: '/v1', model: 'chat/llama-3.3-70b-versatile' },
  'anthropic-messages': {
    id: 'messages',
    kind: 'anthropic',
    basePath: '',
    model: 'messages/claude-sonnet-4-5',
  },
} as const
type Wire = keyof typeof providers

const pairs = [
  { from: 'anthropic-messages', to: 'openai-chat' },
  { from: 'openai-chat', to: 'anthropic-messages' },
] as const satisfies readonly { from: Wire; to: Wire }[]

interface Running {
  readonly gateway: Program
  ask(from: Wire, to: Wire, conversation: Conversation): Asked
}

/** The time to the first byte of streams that have all their events at once. */
export async function benchFirstBytes({ rounds, seconds, ...options }: StreamOptions): Promise<string> {
  const encoding = await openEncodings().get('o200k_base')
  const sizes = [
    { name: 'a short question', conversation: agentConversation(0, encoding) },
    {
      name: `${agentTokens.toLocaleString('en')} tokens`,
      conversation: agentConversation(agentTokens, encoding),
    },
  ]
  const rows = await withGatehouse(await startUpstream(eventsAtOnce), options, async ({ ask }) => {
    const made: string[][] = []
    for (const { name, conversation } of sizes) {
      for (const { from, to } of pairs) {
        const asked = [ask(to, to, conversation), ask(from, to, conversation)]
        await firstBytes({ asked, seconds: warmSeconds })
        const measured: FirstBytes[][] = []
        for (let round = 0; round < rounds; round++) measured.push(await firstBytes({ asked, seconds }))
        made.push([`${from} to ${to}, ${name}`, ...cellsOf(measured)])
        process.stderr.write(`first bytes, ${from}, ${name}\n`)
      }
    }
    return made
  })
  return [
    '### Time to the first byte\n',
    `The passed and the translated stream of one upstream in turn, at one connection: medians of ${rounds} rounds of ${seconds} s in ms,`,
    'and in brackets the smallest and the largest round. The added p99 should be less than 3 ms.\n',
    table(
      ['', 'p50 passed', 'p50 translated', 'added p50', 'p99 passed', 'p99 translated', 'added p99'],
      rows,
    ),
  ].join('\n')
}

const firstBytes = (options: FirstBytesOptions) => runCaller<FirstBytes[]>('first-bytes', options)

/** `rounds` hold the times of the passed and of the translated stream. */
function cellsOf(rounds: readonly (readonly FirstBytes[])[]): string[] {
  return (['p50Ms', 'p99Ms'] as const).flatMap(which => {
    const passed = rounds.map(round => round[0]?.[which] ?? Number.NaN)
    const translated = rounds.map(round => round[1]?.[which] ?? Number.NaN)
    const added = translated.map((ms, round) => ms - (passed[round] ?? Number.NaN))
    return [median(passed).toFixed(2), median(translated).toFixed(2), spread(added, 2)]
  })
}

/** How late the gateway's event loop is while many streams come in at the pace of a model. */
export async function benchPacedStreams({ seconds, ...options }: StreamOptions): Promise<string> {
  const conversation = agentConversation(0, await openEncodings().get('o200k_base'))
  const tokens = Math.round(seconds * tokensPerSecond)
  const withDelay = { ...options, nodeOptions: [...options.nodeOptions, ...loopDelayOptions] }
  const rows = await withGatehouse(
    await startUpstream(tokens, everyMs),
    withDelay,
    async ({ gateway, ask }) => {
      const made: string[][] = []
      for (const { from, to } of [{ from: 'openai-chat', to: 'openai-chat' } as const, ...pairs]) {
        await readLoopDelay(gateway)
        const asked = ask(from, to, { ...conversation, maxOutputTokens: tokens })
        const read = await runCaller<PacedStreams>('paced-streams', {
          asked,
          streams,
        } satisfies PacedStreamsOptions)
        if (read.events < tokens * streams) throw new Error(`Only ${read.events} events came from ${to}`)
        const delay = await readLoopDelay(gateway)
        made.push([from === to ? `${to}, passed` : `${from} to ${to}`, ...pacedCells(tokens, read, delay)])
        process.stderr.write(`${streams} streams, ${from} to ${to}\n`)
      }
      return made
    },
  )
  return [
    `### ${streams} streams of ${tokensPerSecond} tokens a second for ${seconds} s\n`,
    "How late the gateway's event loop is, in ms. The p99 should be less than 20 ms.\n",
    table(['', 'tokens/s of all', 'p50', 'p99', 'longest'], rows),
  ].join('\n')
}

function pacedCells(tokens: number, read: PacedStreams, { p50Ms, p99Ms, longestMs }: LoopDelay): string[] {
  return [
    ((tokens * streams) / read.seconds).toFixed(0),
    ...[p50Ms, p99Ms, longestMs].map(ms => ms.toFixed(1)),
  ]
}

/** Runs a gateway with budgets in front of the upstream, and checks its books. Stops both in the end. */
async function withGatehouse<Result>(
  upstream: Program,
  { entry, nodeOptions }: Pick<StreamOptions, 'entry' | 'nodeOptions'>,
  use: (running: Running) => Promise<Result>,
): Promise<Result> {
  const homeDir = temporaryHome()
  const gateway = await startGatehouse(entry, homeDir, nodeOptions)
  try {
    const admin = adminOf(homeDir)
    for (const { id, kind, basePath } of Object.values(providers)) {
      await admin.addProvider({ id, kind, baseUrl: upstream.url + basePath, key: 'sk-bench' })
    }
    for (const window of ['day', 'month'] as const) {
      await admin.setBudget(calendarBudget('999999000000000', { window, zone: 'Europe/Berlin' }))
    }
    const { token } = await admin.createClient({ name: 'bench' })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const result = await use({
      gateway,
      ask(from, to, conversation) {
        const { path, body } = requestIn(from, conversation, providers[to].model)
        return { url: gateway.url + path, headers, body: bytesOf(body).toString() }
      },
    })
    await checkBooks(homeDir)
    return result
  } finally {
    await gateway.stop()
    await upstream.stop()
    rmSync(homeDir, { recursive: true, force: true })
  }
}
