// Measures how long request bodies that are made to be slow block the thread that counts their tokens.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { scanRequest } from '../../gateway/chat/request-facts.ts'
import { countedFormatOf } from '../../gateway/formats/index.ts'
import { loadInWorker, openEncodings } from '../../gateway/tokens/encodings.ts'
import { createMessageCounts } from '../../gateway/tokens/message-counts.ts'
import type { RankTable } from '../../gateway/tokens/rank-table.ts'
import { countRequest } from '../../gateway/tokens/request-count.ts'
import { smallBytes } from '../../gateway/tokens/small-bodies.ts'
import { median, table } from './report.ts'
import { textSamples } from './token-texts.ts'

const workerUrl = new URL('../../gateway/workers/token-counter.ts', import.meta.url)
const model = 'gpt-4o'
const rounds = 9
const threads = 5
/** The size of the largest body that the main thread counts before it has counted anything else. */
const firstBytes = 2 * 1024

const says = (content: string) => JSON.stringify({ model, messages: [{ role: 'user', content }] })
const list = (member: string, items: readonly string[]) =>
  `{"model":"${model}","messages":[],"${member}":[${items.join(',')}]}`
const repeated = (bytes: number, item: string) =>
  Array<string>(Math.floor(bytes / (item.length + 1))).fill(item)

/** Makes bodies of about `bytes` bytes. Each is slow to count for another reason. */
const hostile: readonly (readonly [string, (bytes: number, seed: number) => string])[] = [
  ...textSamples.map(
    ({ name, text }) => [name, (bytes: number, seed: number) => says(cut(text(seed, bytes), bytes))] as const,
  ),
  [
    'escaped CJK',
    (bytes, seed) =>
      says(cut(textSamples[4]?.text(seed, bytes) ?? '', bytes / 2)).replace(/[\u4e00-\u9fff]/g, escaped),
  ],
  ['empty messages', bytes => `{"model":"${model}","messages":[${repeated(bytes, '{}').join(',')}]}`],
  [
    'numbers for parts',
    bytes => `{"model":"${model}","messages":[{"content":[${repeated(bytes, '1').join(',')}]}]}`,
  ],
  [
    'short parts',
    bytes => `{"model":"${model}","messages":[{"content":[${repeated(bytes, '{"text":"a"}').join(',')}]}]}`,
  ],
  [
    'short calls',
    bytes =>
      `{"model":"${model}","messages":[{"tool_calls":[${repeated(bytes, '{"function":{}}').join(',')}]}]}`,
  ],
  ['short tools', bytes => list('tools', repeated(bytes, '{"function":{"name":"f"}}'))],
  [
    'one tool of many properties',
    bytes => {
      const properties = Array.from({ length: bytes / 11 }, (_, index) => `"p${index}":{}`)
      return list('tools', [
        `{"function":{"name":"f","parameters":{"properties":{${properties.join(',')}}}}}`,
      ])
    },
  ],
]

function cut(text: string, bytes: number): string {
  return Buffer.from(text).subarray(0, bytes).toString().toWellFormed()
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`
}

/** Measures bodies around the length from which a worker counts them. */
export async function benchHostileBodies(): Promise<string> {
  const encodings = openEncodings(loadInWorker(workerUrl))
  const encoding = await encodings.get('o200k_base')
  const rankTable = await encodings.table('o200k_base')
  const countMs = (bytes: Buffer) => {
    const startMs = performance.now()
    countRequest(
      countedFormatOf('openai-chat'),
      bytes,
      scanRequest(bytes),
      { encoding, model },
      createMessageCounts(),
    )
    return performance.now() - startMs
  }
  const sizes = [8, 16, 24, 32, 48].map(kib => kib * 1024)
  const rows: string[][] = []
  for (const [name, make] of hostile) {
    const bodyOf = (size: number, seed: number) => Buffer.from(make(size - 100, seed))
    const firsts: number[] = []
    for (let thread = 1; thread <= threads; thread++)
      firsts.push(await firstMs(rankTable, bodyOf(firstBytes, thread)))
    const medians = sizes.map(size =>
      median(Array.from({ length: rounds }, (_, round) => countMs(bodyOf(size, round + 1)))),
    )
    rows.push([name, ...[...medians, median(firsts)].map(ms => ms.toFixed(1))])
  }
  const kib = (bytes: number) => `${bytes / 1024} KiB`
  return [
    '### Hostile bodies\n',
    `ms in which one body is read and counted without a pause, medians of ${rounds} fresh ones; at last those of the first body`,
    `of ${threads} fresh threads. The main thread takes bodies of up to ${kib(smallBytes)}, a worker the rest.\n`,
    table(['', ...sizes.map(kib), `first ${kib(firstBytes)}`], rows),
  ].join('\n')
}

async function firstMs(rankTable: RankTable, body: Buffer): Promise<number> {
  const workerData = { table: rankTable, bytes: new Uint8Array(body) }
  const [tookMs] = await once(
    new Worker(new URL('./count-first.ts', import.meta.url), { workerData }),
    'message',
  )
  return tookMs
}
