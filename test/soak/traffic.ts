// Callers of every kind at once, each asking again as soon as it is through.
import { setTimeout as wait } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { type Oddity, oddities } from './odd-answers.ts'

const formats = [
  { path: '/v1/chat/completions', model: 'gpt-4o-mini' },
  { path: '/v1/messages', model: 'claude-haiku-4-5-20251001' },
] as const

type Manner = 'reads' | 'leaves-early' | 'leaves-midway' | 'reads-slowly'
const manners: readonly Manner[] = [
  'reads',
  'reads',
  'reads',
  'leaves-early',
  'leaves-midway',
  'reads-slowly',
]
const callerCount = 12
const smallCharacters = 200
const largeCharacters = 1_500_000
const largeOneIn = 40

export interface TrafficOptions {
  readonly gatewayUrl: string
  readonly token: string
  readonly random: (below: number) => number
}

export interface Traffic {
  /** Requests that were sent whole, each of which must be a row of the log. */
  readonly asked: number
  readonly askedBy: Readonly<Record<string, number>>
  /** Answers without a request id, or that hung: faults. */
  readonly faults: readonly string[]
  /** Ends when what runs has ended, and every connection with it. */
  stop(): Promise<void>
}

export function startTraffic({ gatewayUrl, token, random }: TrafficOptions): Traffic {
  const dispatcher = new Agent({ connections: callerCount * 2, pipelining: 1 })
  const askedBy: Record<string, number> = {}
  const faults: string[] = []
  let asked = 0
  let isStopped = false

  async function ask(oddity: Oddity, manner: Manner): Promise<void> {
    const { path, model } = formats[random(formats.length)] ?? formats[0]
    const isLarge = random(largeOneIn) === 0
    const content = 'word '.repeat((isLarge ? largeCharacters : smallCharacters) / 5)
    const leaving = new AbortController()
    asked++
    askedBy[manner] = (askedBy[manner] ?? 0) + 1
    askedBy[oddity] = (askedBy[oddity] ?? 0) + 1
    // A provider that never answers is left; nobody waits for it.
    const leavesAfterMs =
      manner === 'leaves-early' || oddity === 'never-answers' ? 50 + random(300) : undefined
    if (leavesAfterMs !== undefined) void wait(leavesAfterMs).then(() => leaving.abort())
    const { body, headers } = await request(gatewayUrl + path, {
      dispatcher,
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'user-agent': oddity,
      },
      body: JSON.stringify({
        model,
        max_tokens: 64,
        stream: random(2) === 0,
        messages: [{ role: 'user', content }],
      }),
      signal: leaving.signal,
    })
    if (headers['x-gatehouse-request-id'] === undefined)
      faults.push(`an answer without a request id: ${oddity}`)
    let chunks = 0
    for await (const _ of body) {
      if (manner === 'leaves-midway' && ++chunks === 2) return void body.destroy()
      if (manner === 'reads-slowly') await wait(20)
    }
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      const oddity = random(2) === 0 ? 'proper' : oddities[random(oddities.length)]
      // Rejects where the caller left, or the provider broke off: both are what this is about.
      await ask(oddity ?? 'proper', manners[random(manners.length)] ?? 'reads').catch(() => {})
    }
  }

  const running = Array.from({ length: callerCount }, run)
  return {
    get asked() {
      return asked
    },
    askedBy,
    faults,
    async stop() {
      isStopped = true
      await Promise.all(running)
      await dispatcher.destroy()
    },
  }
}
