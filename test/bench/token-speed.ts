// How fast text is counted beside js-tiktoken and tiktoken's WebAssembly.
import { getEncoding } from 'js-tiktoken'
import { get_encoding } from 'tiktoken'
import { createEncoding, type EncodingName, loadRankTable } from '../../gateway/tokens/encoding.ts'
import { median, table } from './report.ts'
import { type TextSample, textSamples, textUnits } from './token-texts.ts'

const rounds = 5
const shortUnits = textUnits / 10

export async function benchTokenSpeed(name: EncodingName): Promise<string> {
  const startMs = performance.now()
  const ours = createEncoding(await loadRankTable(name))
  const loadMs = performance.now() - startMs
  const js = getEncoding(name)
  const wasm = get_encoding(name)
  const rows = textSamples.map(sample =>
    compare(sample, ours.count, {
      js: text => js.encode(text, [], []),
      wasm: text => wasm.encode_ordinary(text),
    }),
  )
  wasm.free()
  const head = [
    '',
    'count',
    'js-tiktoken',
    'tiktoken WASM',
    'of js-tiktoken',
    'of WASM',
    'slowest million',
    'to 100,000',
  ]
  return [
    `### ${name}\n`,
    `Its table was loaded in ${loadMs.toFixed(0)} ms. MB of UTF-8 a second, medians of ${rounds} rounds, each of fresh text;`,
    'the slowest million of characters, and how much longer a character of it took than one of 100,000.\n',
    table(head, rows),
  ].join('\n')
}

type Work = (text: string) => unknown

function compare(sample: TextSample, count: Work, others: { readonly js: Work; readonly wasm: Work }) {
  const took = { whole: [] as number[], short: [] as number[] }
  const speeds = { count: [] as number[], js: [] as number[], wasm: [] as number[] }
  for (let round = 1; round <= rounds; round++) {
    const text = sample.text(round)
    const tookMs = timeOf(count, text)
    took.whole.push(tookMs)
    took.short.push(timeOf(count, sample.text(round + 100, shortUnits)))
    speeds.count.push(speedOf(text, tookMs))
    for (const [key, units] of [
      ['js', sample.jsUnits],
      ['wasm', sample.wasmUnits],
    ] as const) {
      const part = text.slice(0, units).toWellFormed()
      speeds[key].push(speedOf(part, timeOf(others[key], part)))
    }
  }
  const [ours, js, wasm] = [median(speeds.count), median(speeds.js), median(speeds.wasm)]
  return [
    sample.name,
    ...[ours, js, wasm].map(speed => speed.toFixed(speed < 10 ? 2 : 0)),
    ...[ours / js, ours / wasm].map(times => `${times.toFixed(1)} x`),
    `${Math.max(...took.whole).toFixed(0)} ms`,
    `${((median(took.whole) / median(took.short)) * (shortUnits / textUnits)).toFixed(2)} x`,
  ]
}

function timeOf(work: Work, text: string): number {
  const startMs = performance.now()
  work(text)
  return performance.now() - startMs
}

function speedOf(text: string, tookMs: number): number {
  return Buffer.byteLength(text) / 1000 / tookMs
}
