// Measures the gateway with all its features on, two simple forwarders, and the upstream without a forwarder, all with
// the
// same local upstream.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { calendarBudget } from '../support/budgets.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { describeForwarding, type Measured, nameOfCommit, type Round } from './forwarding-tables.ts'
import type { OtherCommit } from './other-commit.ts'
import { adminOf, type Program, runLoad, startForwarder, startGatehouse, startUpstream } from './programs.ts'

export interface ForwardingOptions {
  /** The gateway's program, relative to the root. */
  readonly entry: string
  readonly rounds: number
  /** How long each burst of load lasts. */
  readonly seconds: number
  /** Another commit, whose gateway is measured too. */
  readonly against?: OtherCommit
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

/** Each target is warmed this long, because V8 takes some seconds to optimise the gateway's hot code. */
const warmSeconds = 5

interface Target {
  readonly name: string
  readonly url: string
  readonly token: string
}

export async function benchForwarding(options: ForwardingOptions): Promise<string> {
  const { entry, against } = options
  const programs: Program[] = []
  const homes: string[] = []
  const keep = (program: Program) => {
    programs.unshift(program)
    return program
  }
  try {
    const upstream = keep(await startUpstream(streamedTokens))
    const forwarder = async (name: 'bare' | 'lean'): Promise<Target> => {
      const { url } = keep(await startForwarder(name, upstream.url))
      return { name: `${name} forwarder`, url, token: '' }
    }
    const gatehouse = async (name: string, program: string): Promise<Target> => {
      const homeDir = temporaryHome()
      homes.push(homeDir)
      const { url } = keep(await startGatehouse(program, homeDir, options.nodeOptions))
      return { name, url, token: await setUp(homeDir, upstream.url) }
    }
    const targets = [
      { name: 'upstream', url: upstream.url, token: '' },
      await forwarder('bare'),
      await forwarder('lean'),
      await gatehouse('Gatehouse', entry),
      ...(against ? [await gatehouse(nameOfCommit(against), join(against.folder, entry))] : []),
    ]
    const json = await measure(targets, false, options)
    const streamed = await measure(targets, true, options)
    for (const homeDir of homes) await checkBooks(homeDir)
    return describeForwarding({ ...options, warmSeconds, streamedTokens, json, streamed })
  } finally {
    for (const program of programs) await program.stop()
    for (const homeDir of homes) rmSync(homeDir, { recursive: true, force: true })
  }
}

/**
 * Sets up a provider with its key, budgets that every request is checked against, and a client. Gives the client's
 * token.
 */
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

/** A fast gateway whose books are wrong is worthless. Throws if a hold is left open or nothing was charged. */
export async function checkBooks(homeDir: string): Promise<void> {
  const [budget] = await adminOf(homeDir).listBudgets({})
  if (budget?.held !== '0' || budget.settled === '0') {
    throw new Error(`The books are wrong: ${JSON.stringify(budget)}`)
  }
}

/**
 * Measures the targets in turn, A B C and then C B A. So other work of the machine, and being first, affect all targets
 * alike.
 */
async function measure(
  targets: readonly Target[],
  stream: boolean,
  { rounds, seconds }: ForwardingOptions,
): Promise<Measured> {
  const measured = new Map<string, Round[]>(targets.map(({ name }) => [name, []]))
  const burst = ({ url, token }: Target, connections: number, burstSeconds = seconds) =>
    runLoad({
      url: `${url}/v1/chat/completions`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: chat(stream),
      connections,
      seconds: burstSeconds,
    })
  for (const target of targets) await burst(target, 16, warmSeconds)
  for (let round = 1; round <= rounds; round++) {
    for (const target of round % 2 === 0 ? targets.toReversed() : targets) {
      measured.get(target.name)?.push({ busy: await burst(target, 16), alone: await burst(target, 1) })
    }
    process.stderr.write(`${stream ? 'streamed' : 'JSON'}, round ${round} of ${rounds}\n`)
  }
  return measured
}
