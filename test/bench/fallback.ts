// Measures what it adds to a stream that the first target of its route fails, or does not speak in time, beside the second
// target alone.
//   npm run bench -- --only fallback
import { rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { hang, startFakeUpstream } from '../support/fake-upstream.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import type { Asked } from './first-bytes.ts'
import { adminOf, startGatehouse } from './programs.ts'
import { median, spread, table } from './report.ts'
import type { StreamOptions } from './translated-streams.ts'

const model = 'gpt-4o-mini'
const thresholdMs = 100
const warmSeconds = 1

interface Route {
  readonly name: string
  /** The id of the first target's provider. */
  readonly first: 'failing' | 'silent'
  /** How long the gateway is told to wait for the first target. */
  readonly waitMs: number
  readonly goalMs: number
}

const routes: readonly Route[] = [
  { name: 'status 503 at the first target', first: 'failing', waitMs: 0, goalMs: 5 },
  { name: `silence for ${thresholdMs} ms`, first: 'silent', waitMs: thresholdMs, goalMs: thresholdMs + 10 },
]

export async function benchFallback({ entry, nodeOptions, rounds, seconds }: StreamOptions): Promise<string> {
  const upstreams = {
    failing: await startFakeUpstream({
      record: false,
      behaviour: (_headers, method) => (method === 'POST' ? { answer: { status: 503, body: '{}' } } : {}),
    }),
    silent: await startFakeUpstream({
      record: false,
      behaviour: (_headers, method) => (method === 'POST' ? { steps: [hang()] } : {}),
    }),
    well: await startFakeUpstream({ record: false }),
  }
  const home = temporaryHome()
  const gateway = await startGatehouse(entry, home, nodeOptions)
  try {
    const admin = adminOf(home)
    for (const [id, { baseUrl }] of Object.entries(upstreams))
      await admin.addProvider({
        id,
        kind: 'openai',
        baseUrl: `${baseUrl}/v1`,
        key: `sk-key-of-${id}-0123456789`,
      })
    const { token } = await admin.createClient({ name: 'bench' })
    const ask = (asked: string): Asked => ({
      url: `${gateway.url}/v1/chat/completions`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: asked, stream: true, messages: [{ role: 'user', content: 'Hello' }] }),
    })
    const rows: string[][] = []
    for (const { name, first, waitMs, goalMs } of routes) {
      const targets = [
        { target: `${first}/${model}`, ...(waitMs > 0 && { limits: { firstTokenMs: waitMs } }) },
        { target: `well/${model}` },
      ]
      await admin.setRoute({ name: first, sticky: false, groups: [{ strategy: 'priority', targets }] })
      const asked = [ask(`well/${model}`), ask(first)]
      // The gateway leaves out a target that failed, and then there is nothing to measure.
      const forgive = () => admin.resetHealth({ providerId: first })
      await mediansOf(asked, warmSeconds, forgive)
      const measured: number[][] = []
      for (let round = 0; round < rounds; round++) measured.push(await mediansOf(asked, seconds, forgive))
      rows.push([name, ...cellsOf(measured), String(goalMs)])
      process.stderr.write(`fallback, ${name}\n`)
    }
    return sectionOf(rows, rounds, seconds)
  } finally {
    await gateway.stop()
    for (const upstream of Object.values(upstreams)) await upstream.close()
    rmSync(home, { recursive: true, force: true })
  }
}

/** The median time to the first byte of each in milliseconds, asked in turn. */
async function mediansOf(
  asked: readonly Asked[],
  seconds: number,
  forgive: () => Promise<unknown>,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true })
  const times: number[][] = asked.map(() => [])
  const endMs = performance.now() + seconds * 1000
  while (performance.now() < endMs)
    for (const [place, each] of asked.entries()) {
      await forgive()
      times[place]?.push(await firstByteMs(each, agent))
    }
  agent.destroy()
  return times.map(median)
}

function firstByteMs({ url, headers, body }: Asked, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now()
    let firstMs: number | undefined
    const sent = request(url, { agent, method: 'POST', headers }, answer => {
      answer.on('data', () => {
        firstMs ??= performance.now() - startMs
      })
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(firstMs ?? 0) : reject(new Error(String(answer.statusCode))),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** `rounds` hold the times of the second target alone and of the route. */
function cellsOf(rounds: readonly (readonly number[])[]): string[] {
  const alone = rounds.map(([each]) => each ?? Number.NaN)
  const routed = rounds.map(([, each]) => each ?? Number.NaN)
  const added = routed.map((ms, round) => ms - (alone[round] ?? Number.NaN))
  return [median(alone).toFixed(2), median(routed).toFixed(2), spread(added, 2)]
}

function sectionOf(rows: readonly (readonly string[])[], rounds: number, seconds: number): string {
  return [
    'The time to the first byte of a stream: the second target alone and the route in turn, at one connection; medians of',
    `${rounds} rounds of ${seconds} s in ms, and in brackets the smallest and the largest round.\n`,
    table(['', 'p50 alone', 'p50 of the route', 'added p50', 'at most'], rows),
  ].join('\n')
}
