// Measures how long a caller waits for /healthz while the gateway reads another caller's answer that is made to be
// slow.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { startFakeUpstream } from '../support/fake-upstream.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import type { Probed } from './health-prober.ts'
import { adminOf, residentMb, startGatehouse } from './programs.ts'
import { table } from './report.ts'

const million = 1_000_000
const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`
const saying = (content: string, extra: object = {}) => event({ ...extra, choices: [{ delta: { content } }] })
const done = 'data: [DONE]\n\n'
const usage = { prompt_tokens: 1, completion_tokens: 1 }

interface Hostile {
  readonly name: string
  readonly type: 'application/json' | 'text/event-stream'
  readonly encoding?: 'gzip'
  readonly body: () => string | Buffer
}

const whole = (name: string, body: Hostile['body']): Hostile => ({ name, type: 'application/json', body })
const streamed = (name: string, body: Hostile['body']): Hostile => ({ name, type: 'text/event-stream', body })

const answers: readonly Hostile[] = [
  whole('one word', () => JSON.stringify({ choices: [{ message: { content: 'word' } }], usage })),
  whole('63 MB of blanks', () => Buffer.alloc(63 * million, ' ')),
  whole('60 MB that report usage', () =>
    JSON.stringify({ choices: [{ message: { content: 'words '.repeat(10 * million) } }], usage }),
  ),
  whole('60 MB that break off', () => `{"choices":[{"message":{"content":"${'xq'.repeat(30 * million)}`),
  whole('20 million values', () => `[${'[],'.repeat(20 * million)}0]`),
  { ...whole('100 KB of gzip', () => gzipSync(Buffer.alloc(100 * million, ' '))), encoding: 'gzip' },
  streamed('one event of 20 MB', () => saying(' '.repeat(20 * million)) + done),
  streamed('one event of 5 million strings', () => `data: [${'"a",'.repeat(5 * million)}1]\n\n${done}`),
  streamed('one event of 2.5 million lines', () => `${'data: 1\n'.repeat(2.5 * million)}\n${done}`),
  streamed('400,000 events without usage', () => saying('hello wor').repeat(400_000) + done),
  streamed('300,000 events, no two alike', () =>
    Array.from({ length: 300_000 }, (_, each) => saying(`hello ${each}`, { [`k${each}`]: each }))
      .concat(done)
      .join(''),
  ),
  streamed('300 events of 60 KB of blanks', () => saying(' '.repeat(60_000)).repeat(300) + done),
  streamed('10 million blank lines', () => '\n'.repeat(10 * million) + done),
]

export async function benchHostileAnswers(entry: string): Promise<string> {
  const homeDir = temporaryHome()
  const upstream = await startFakeUpstream({ record: false })
  const gateway = await startGatehouse(entry, homeDir)
  const admin = adminOf(homeDir)
  await admin.addProvider({ id: 'bench', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-bench' })
  const { token } = await admin.createClient({ name: 'bench' })
  const prober = startProber(gateway.url)
  const rows: string[][] = []
  try {
    for (const { name, type, encoding, body } of answers) {
      const headers = { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) }
      upstream.script({ answer: { headers, body: body() } })
      await prober.read()
      const startMs = performance.now()
      await ask(gateway.url, token, type === 'text/event-stream')
      const tookMs = performance.now() - startMs
      await wait(200)
      const { medianMs, longestMs } = await prober.read()
      const cells = [medianMs.toFixed(1), longestMs.toFixed(0), tookMs.toFixed(0)]
      rows.push([name, ...cells, residentMb(gateway).toFixed(0)])
    }
  } finally {
    prober.stop()
    await gateway.stop()
    await upstream.close()
    rmSync(homeDir, { recursive: true, force: true })
  }
  return [
    'What a second caller waits for `/healthz` while a provider answers a first one with this; ms, and MB of the gateway',
    'after it.\n',
    table(['', 'median', 'longest', 'the answer took', 'memory'], rows),
  ].join('\n')
}

async function ask(url: string, token: string, stream: boolean): Promise<void> {
  const messages = [{ role: 'user', content: 'Hello' }]
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'bench/gpt-4o-mini', stream, messages }),
  })
  for await (const _ of answer.body ?? []);
}

function startProber(url: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'health-prober.ts'), url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  return {
    async read(): Promise<Probed> {
      child.stdin.write('\n')
      const [line] = await once(lines, 'line')
      return JSON.parse(line)
    },
    stop: () => void child.kill(),
  }
}
