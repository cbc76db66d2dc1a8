// Prints how fast the tokenizer counts and encodes beside js-tiktoken and tiktoken's WebAssembly: node test/bench/tokens.ts
import { readdirSync, readFileSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'
import { getEncoding } from 'js-tiktoken'
import { get_encoding } from 'tiktoken'
import { createEncoding, type EncodingName, loadRankTable } from '../../gateway/tokens/encoding.ts'

const rounds = 5
const textUnits = 1_000_000

/** A small deterministic generator (mulberry32), so that runs compare; every round has its own seed and so its own text. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

function fill(next: () => string): string {
  const parts: string[] = []
  for (let units = 0; units < textUnits; ) {
    const part = next()
    parts.push(part)
    units += part.length
  }
  return parts.join('').slice(0, textUnits).toWellFormed()
}

function filesOf(folder: string, extension: string): string {
  const url = new URL(`../../${folder}/`, import.meta.url)
  const names = readdirSync(url, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith(extension),
  )
  return names.map(name => readFileSync(new URL(name, url), 'utf8')).join('\n')
}

/** Lines of real files in a new order each round. */
function shuffledLines(source: string): (seed: number) => string {
  const lines = source.split(/(?<=\n)/)
  return seed => {
    const random = randomOf(seed)
    return fill(() => lines[random(lines.length)] ?? '')
  }
}

function randomCharacters(first: number, count: number): (seed: number) => string {
  return seed => {
    const random = randomOf(seed)
    return fill(() => String.fromCodePoint(first + random(count)))
  }
}

const chinese = [
  readFileSync(new URL('../../node_modules/axe-core/locales/zh_CN.json', import.meta.url), 'utf8'),
  readFileSync(new URL('../../node_modules/@biomejs/biome/README.zh-CN.md', import.meta.url), 'utf8'),
].flatMap(text => text.match(/[\p{sc=Han}\u3000-\u303f\uff00-\uffef]{8,}/gu) ?? [])

interface Sample {
  readonly name: string
  /** Code units that the others get: on some texts they take quadratic time. */
  readonly jsUnits: number
  readonly wasmUnits: number
  readonly text: (seed: number) => string
}

const samples: readonly Sample[] = [
  {
    name: 'English',
    jsUnits: 100_000,
    wasmUnits: textUnits,
    text: shuffledLines(filesOf('node_modules/fastify/docs', '.md')),
  },
  {
    name: 'code',
    jsUnits: 100_000,
    wasmUnits: textUnits,
    text: shuffledLines(filesOf('node_modules/fastify/lib', '.js')),
  },
  { name: 'Chinese prose', jsUnits: 50_000, wasmUnits: textUnits, text: shuffledLines(chinese.join('\n')) },
  {
    name: 'base64',
    jsUnits: 20_000,
    wasmUnits: textUnits,
    text: seed => {
      const random = randomOf(seed)
      return fill(() => Buffer.from(Array.from({ length: 300 }, () => random(256))).toString('base64'))
    },
  },
  { name: 'random CJK, one piece', jsUnits: 400, wasmUnits: 20_000, text: randomCharacters(0x4e00, 0x5000) },
  { name: 'random a-z, one piece', jsUnits: 1000, wasmUnits: 20_000, text: randomCharacters(0x61, 26) },
  { name: 'a, one piece', jsUnits: 1000, wasmUnits: 20_000, text: () => 'a'.repeat(textUnits) },
  { name: 'blanks, one piece', jsUnits: 1000, wasmUnits: 20_000, text: () => ' '.repeat(textUnits) },
  {
    name: 'emoji, joined',
    jsUnits: 1000,
    wasmUnits: 20_000,
    text: () => fill(() => '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'),
  },
]

/** UTF-8 megabytes a second of the fastest round. */
class Meter {
  #best = 0

  run(text: string, work: (text: string) => unknown): void {
    const startMs = performance.now()
    work(text)
    const tookMs = performance.now() - startMs
    this.#best = Math.max(this.#best, Buffer.byteLength(text) / 1000 / tookMs)
  }

  toString(): string {
    return this.#best.toFixed(this.#best < 10 ? 2 : 0).padStart(12)
  }
}

async function compare(name: EncodingName): Promise<void> {
  const startMs = performance.now()
  const ours = createEncoding(await loadRankTable(name))
  const loadMs = performance.now() - startMs
  const js = getEncoding(name)
  const wasm = get_encoding(name)
  console.log(`\n${name}, loaded in ${loadMs.toFixed(0)} ms; MB/s, the best of ${rounds} rounds`)
  console.log(
    `${'text'.padEnd(24)}${['count', 'encode', 'wasm', 'js-tiktoken', 'count/wasm'].map(x => x.padStart(12)).join('')}`,
  )
  for (const sample of samples) {
    const meters = { count: new Meter(), encode: new Meter(), wasm: new Meter(), js: new Meter() }
    for (let round = 0; round < rounds; round++) {
      const text = sample.text(round + 1)
      const again = sample.text(round + 101)
      meters.count.run(text, ours.count)
      meters.encode.run(again, ours.encode)
      meters.wasm.run(text.slice(0, sample.wasmUnits).toWellFormed(), part => wasm.encode_ordinary(part))
      meters.js.run(text.slice(0, sample.jsUnits).toWellFormed(), part => js.encode(part, [], []))
    }
    const times = Number(meters.count) / Number(meters.wasm)
    console.log(`${sample.name.padEnd(24)}${Object.values(meters).join('')}${times.toFixed(1).padStart(12)}`)
  }
  wasm.free()
}

console.log(`Node ${process.versions.node}, ${platform()} ${arch()}, ${cpus()[0]?.model ?? 'unknown CPU'}`)
await compare('o200k_base')
await compare('cl100k_base')
