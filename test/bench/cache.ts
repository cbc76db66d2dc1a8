// Measures what the cache costs where nothing hits, and what an exact hit takes beside an answer without any gateway.
//   npm run bench -- --only cache
import { rmSync } from 'node:fs'
import { temporaryHome } from '../support/temporary-home.ts'
import type { ForwardingOptions } from './forwarding.ts'
import { adminOf, type Program, runLoad, startGatehouse, startUpstream } from './programs.ts'
import { median, spread, table } from './report.ts'

const model = 'gpt-4o-mini'
const warmSeconds = 5
const leastThroughput = 0.95
const mostAddedMs = 0.3

/** `[<id>]` is another text in each request, so that the question is a new one of the same kind. */
const bodyAsking = (question: string) =>
  JSON.stringify({
    model,
    max_tokens: 256,
    messages: [
      { role: 'system', content: 'You answer in one short paragraph.' },
      { role: 'user', content: question },
    ],
  })
const newQuestion = bodyAsking('How do I find the order with the number [<id>] in the archive?')
const sameQuestion = bodyAsking('How do I find an order in the archive?')

interface Place {
  readonly url: string
  readonly token: string
  /** How many requests the cache answered. */
  readonly hits: () => Promise<number>
}

export async function benchCache({
  entry,
  nodeOptions,
  rounds,
  seconds,
}: ForwardingOptions): Promise<string> {
  const programs: Program[] = []
  const homes: string[] = []
  const upstream = await startUpstream(20)
  programs.push(upstream)
  const gatehouse = async (cacheMode: 'off' | 'semantic'): Promise<Place> => {
    const home = temporaryHome()
    homes.push(home)
    const program = await startGatehouse(entry, home, nodeOptions)
    programs.unshift(program)
    const admin = adminOf(home)
    const key = 'sk-bench-key-0123456789'
    await admin.addProvider({ id: 'bench', kind: 'openai', baseUrl: `${upstream.url}/v1`, key })
    await admin.changeSetting({ key: 'cacheMode', value: cacheMode })
    const hits = async () => {
      const { days } = await admin.cacheStatus({ zone: 'UTC', days: 2 })
      return days.reduce((sum, { exactHits, semanticHits }) => sum + exactHits + semanticHits, 0)
    }
    return { url: program.url, token: (await admin.createClient({ name: 'bench' })).token, hits }
  }
  try {
    const [off, on] = [await gatehouse('off'), await gatehouse('semantic')]
    const bare = { url: upstream.url, token: '', hits: async () => 0 }
    const parts: number[] = []
    const added: number[] = []
    for (const place of [off, on]) await burst(place, newQuestion, 16, warmSeconds)
    if ((await on.hits()) > 0) throw new Error('The cache answered questions that are all different.')
    for (const place of [bare, off, on]) await burst(place, sameQuestion, 1, warmSeconds)
    for (let round = 0; round < rounds; round++) {
      const inTurn = round % 2 === 0 ? [off, on] : [on, off]
      const rates = new Map<Place, number>()
      for (const place of inTurn)
        rates.set(place, (await burst(place, newQuestion, 16, seconds)).requestsPerSecond)
      parts.push((rates.get(on) ?? Number.NaN) / (rates.get(off) ?? Number.NaN))
      const alone = await burst(bare, sameQuestion, 1, seconds)
      added.push((await burst(on, sameQuestion, 1, seconds)).p50Ms - alone.p50Ms)
      process.stderr.write(`cache, round ${round + 1} of ${rounds}\n`)
    }
    return sectionOf(parts, added, rounds, seconds)
  } finally {
    for (const program of programs) await program.stop()
    for (const home of homes) rmSync(home, { recursive: true, force: true })
  }
}

function burst({ url, token }: Place, body: string, connections: number, seconds: number) {
  return runLoad({
    url: `${url}/v1/chat/completions`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
    connections,
    seconds,
    isEachNew: body === newQuestion,
  })
}

function sectionOf(
  parts: readonly number[],
  added: readonly number[],
  rounds: number,
  seconds: number,
): string {
  const verdict = (isMet: boolean) => (isMet ? 'yes' : 'no')
  return [
    `${rounds} rounds of ${seconds} s each, in turn. Nothing hits: each request asks a new question of the same kind, with 16`,
    'connections, of a gateway with the cache off and of one with it on (semantic). A hit: the same request at one connection,',
    'beside the same answer from the upstream itself. In brackets: the smallest and the largest round.\n',
    table(
      ['', 'measured', 'asked', 'met'],
      [
        [
          'throughput, nothing hits',
          spread(parts, 2),
          `>= ${leastThroughput}`,
          verdict(median(parts) >= leastThroughput),
        ],
        [
          'added p50 of an exact hit, ms',
          spread(added, 3),
          `< ${mostAddedMs}`,
          verdict(median(added) < mostAddedMs),
        ],
      ],
    ),
  ].join('\n')
}
