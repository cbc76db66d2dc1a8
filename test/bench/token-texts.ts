// The texts that tokenizers are measured with. They are the same in every run and different in every round.
import { readdirSync, readFileSync } from 'node:fs'
import { randomOf } from '../support/random.ts'

export const textUnits = 1_000_000

export interface TextSample {
  readonly name: string
  /** How many UTF-16 code units js-tiktoken and gpt-tokenizer get. Few, where they take quadratic time. */
  readonly jsUnits: number
  readonly wasmUnits: number
  readonly text: (seed: number, units?: number) => string
}

type NextPart = (random: (below: number) => number) => string

function sample(name: string, jsUnits: number, wasmUnits: number, next: NextPart): TextSample {
  return {
    name,
    jsUnits,
    wasmUnits,
    text(seed, units = textUnits) {
      const random = randomOf(seed)
      const parts: string[] = []
      for (let length = 0; length < units; ) {
        const part = next(random)
        parts.push(part)
        length += part.length
      }
      return parts.join('').slice(0, units).toWellFormed()
    },
  }
}

function filesOf(folder: string, extension: string): string {
  const url = new URL(`../../${folder}/`, import.meta.url)
  const names = readdirSync(url, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith(extension),
  )
  return names.map(name => readFileSync(new URL(name, url), 'utf8')).join('\n')
}

/** Lines of real files, in another order each round. */
function linesOf(source: string): NextPart {
  const lines = source.split(/(?<=\n)/)
  return random => lines[random(lines.length)] ?? ''
}

function charactersFrom(first: number, count: number): NextPart {
  return random => String.fromCodePoint(first + random(count))
}

function anyCharacter(random: (below: number) => number): string {
  return String.fromCodePoint(random(0x110000)).toWellFormed()
}

const chinese = [
  readFileSync(new URL('../../node_modules/axe-core/locales/zh_CN.json', import.meta.url), 'utf8'),
  readFileSync(new URL('../../node_modules/@biomejs/biome/README.zh-CN.md', import.meta.url), 'utf8'),
].flatMap(text => text.match(/[\p{sc=Han}\u3000-\u303f\uff00-\uffef]{8,}/gu) ?? [])

function base64(random: (below: number) => number): string {
  return Buffer.from(Array.from({ length: 300 }, () => random(256))).toString('base64')
}

export const textSamples: readonly TextSample[] = [
  sample('English', 100_000, textUnits, linesOf(filesOf('node_modules/fastify/docs', '.md'))),
  sample('code', 100_000, textUnits, linesOf(filesOf('node_modules/fastify/lib', '.js'))),
  sample('Chinese prose', 50_000, textUnits, linesOf(chinese.join('\n'))),
  sample('base64', 20_000, textUnits, base64),
  sample('random CJK, one piece', 400, 20_000, charactersFrom(0x4e00, 0x5000)),
  sample('random a-z, one piece', 1000, 20_000, charactersFrom(0x61, 26)),
  sample('a, one piece', 1000, 20_000, () => 'a'),
  sample('blanks, one piece', 1000, 20_000, () => ' '),
  sample('emoji, joined', 1000, 20_000, () => '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'),
  sample('all of Unicode', 20_000, textUnits, anyCharacter),
]
