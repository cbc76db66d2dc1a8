// Measures how fast we count text, compared with js-tiktoken, gpt-tokenizer and tiktoken's WebAssembly.
import * as gptCl100k from 'gpt-tokenizer/encoding/cl100k_base'
import * as gptO200k from 'gpt-tokenizer/encoding/o200k_base'
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
  const gpt = name === 'o200k_base' ? gptO200k : gptCl100k
  const rows = textSamples.map(sample =>
    compare(sample, ours.count, {
      js: text => js.encode(text, [], []),
      gpt: text => {
        gpt.clearMergeCache() // gpt-tokenizer remembers what it has merged, the others do not
        return gpt.encode(text, { disallowedSpecial: new Set() })
      },
      wasm: text => wasm.encode_ordinary(text),
    }),
  )
  wasm.free()
  const head = [
    '',
    'count',
    'js-tiktoken',
    'gpt-tokenizer',
    'tiktoken WASM',
    'of js-tiktoken',
    'of gpt-tokenizer',
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

function compare(sample: TextSample, count: Work, others: Readonly<Record<'js' | 'gpt' | 'wasm', Work>>) {
  const took = { whole: [] as number[], short: [] as number[] }
  const speeds = { count: [] as number[], js: [] as number[], gpt: [] as number[], wasm: [] as number[] }
  for (let round = 1; round <= rounds; round++) {
    const text = sample.text(round)
    const tookMs = timeOf(count, text)
    took.whole.push(tookMs)
    took.short.push(timeOf(count, sample.text(round + 100, shortUnits)))
    speeds.count.push(speedOf(text, tookMs))
    for (const [key, units] of [
      ['js', sample.jsUnits],
      ['gpt', sample.jsUnits], // quadratic on some texts, as js-tiktoken is, so it gets short texts too
      ['wasm', sample.wasmUnits],
    ] as const) {
      const part = text.slice(0, units).toWellFormed()
      speeds[key].push(speedOf(part, timeOf(others[key], part)))
    }
  }
  const ours = median(speeds.count)
  const theirs = [median(speeds.js), median(speeds.gpt), median(speeds.wasm)]
  return [
    sample.name,
    ...[ours, ...theirs].map(speed => speed.toFixed(speed < 10 ? 2 : 0)),
    ...theirs.map(speed => `${(ours / speed).toFixed(1)} x`),
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
