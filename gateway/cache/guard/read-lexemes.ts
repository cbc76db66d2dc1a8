import { type Lexeme, lexeme } from './lexeme.ts'
import { readChunk } from './read-chunk.ts'

/** Where single quotation marks close: behind them comes white space, punctuation or nothing. */
function closingMarks(text: string): readonly number[] {
  const places: number[] = []
  for (let at = text.indexOf("'"); at !== -1; at = text.indexOf("'", at + 1)) {
    if (at > 0 && !/\s/.test(text[at - 1] ?? ' ') && /^[\s.,;:!?)\]}]?$/.test(text[at + 1] ?? ''))
      places.push(at)
  }
  return places
}

/** A statement of SQL without any marks around it, up to the end of its line or sentence. */
const bareSql =
  /\b(?:SELECT\b[^?\n]*\b(?:FROM)|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|(?:CREATE|ALTER|DROP)\s+TABLE)\b[^?\n]*/g

const quotes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['«', '»'],
])

const brackets: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
])

/** Behind these a full stop ends no sentence. */
const shortened = /^(?:vs|e\.g|i\.e|etc|mr|mrs|ms|dr|prof|approx|no|st|u\.s|u\.k|inc|fig|dept)$/i

/** Every reader below looks at each character a bounded number of times. */
class LexemeReader {
  readonly lexemes: Lexeme[] = []
  private readonly text: string
  private readonly closers: readonly number[]
  private closer = 0
  private at = 0
  private atStart = true
  /** Marks of which no other one follows: not looked for again. */
  private readonly unclosed = new Set<string>()

  constructor(text: string) {
    this.text = text
    this.closers = closingMarks(text)
  }

  read(): readonly Lexeme[] {
    while (this.at < this.text.length) {
      const character = this.text[this.at] ?? ''
      if (character === '\n') this.push(lexeme('end', '\n'), 1)
      else if (/\s/.test(character)) this.at += 1
      else if (!this.readMarked(character)) this.readRun()
    }
    return this.lexemes
  }

  private push(piece: Lexeme, length: number): void {
    this.lexemes.push(piece)
    this.at += length
    this.atStart = piece.kind === 'end'
  }

  /** Code in backticks and text in quotation marks. */
  private readMarked(character: string): boolean {
    if (this.text.startsWith('```', this.at)) return this.readUntil('```', '```', 'code')
    if (character === '`') return this.readUntil('`', '`', 'code')
    const end = quotes.get(character)
    if (end !== undefined) return this.readUntil(character, end, 'quoted')
    if (character !== "'") return false
    while ((this.closers[this.closer] ?? Number.POSITIVE_INFINITY) <= this.at + 1) this.closer += 1
    const close = this.closers[this.closer]
    if (close === undefined) return false
    this.pushLiteral('quoted', this.text.slice(this.at + 1, close), close + 1 - this.at)
    return true
  }

  private readUntil(start: string, end: string, kind: 'code' | 'quoted'): boolean {
    if (this.unclosed.has(end)) return false
    const close = this.text.indexOf(end, this.at + start.length)
    if (close === -1) {
      this.unclosed.add(end)
      return false
    }
    this.pushLiteral(kind, this.text.slice(this.at + start.length, close), close + end.length - this.at)
    return true
  }

  private pushLiteral(kind: 'code' | 'quoted', text: string, length: number): void {
    const value = text.replace(/\s+/g, ' ').trim()
    const trimmed = kind === 'quoted' ? value.replace(/[.,]$/, '') : value.replace(/^([\w.]+)\(\)$/, '$1')
    this.push(lexeme(kind, text, trimmed), length)
  }

  /** Up to white space, and what of it is punctuation. */
  private readRun(): void {
    const run = /[^\s"`«]+/y
    run.lastIndex = this.at
    const text = run.exec(this.text)?.[0] ?? this.text[this.at] ?? ''
    const start = /^[([{'“‘]*/.exec(text)?.[0].length ?? 0
    const inner = trimEnd(text.slice(start))
    const tail = text.slice(start + inner.length)
    if (start > 0) this.push(lexeme('stop', text.slice(0, start)), 0)
    // A factorial, and no exclamation.
    if (/^\d+$/.test(inner) && tail.startsWith('!')) this.push(lexeme('code', `${inner}!`), 0)
    else if (inner !== '') this.pushChunk(inner)
    const ends = /[?!]/.test(tail) || (tail.includes('.') && !shortened.test(inner))
    if (tail !== '') this.push(lexeme(ends ? 'end' : 'stop', tail), 0)
    this.at += text.length
  }

  private pushChunk(text: string): void {
    const [, stem = text] = /^(.+)['’]s?$/.exec(text) ?? []
    const genitive = stem !== text && /['’]s$|s['’]$/.test(text)
    for (const piece of readParts(genitive ? stem : text, this.atStart)) this.push(piece, 0)
    if (genitive) this.push(lexeme('genitive', "'s"), 0)
  }
}

/** Commas without a space behind them part words, but not digits or code. */
function readParts(text: string, atStart: boolean): readonly Lexeme[] {
  if (!/^[\p{L}']+(?:[,;:…?!][\p{L}']+)+$/u.test(text)) return readChunk(text, atStart)
  return text
    .split(/[,;:…?!]/)
    .flatMap((part, index) => [
      ...(index === 0 ? [] : [lexeme('stop', ',')]),
      ...readChunk(part, atStart && index === 0),
    ])
}

/** Without the punctuation at its end, but with a bracket that was opened in it. */
function trimEnd(text: string): string {
  const opened = new Set(
    [...'([{'].filter(bracket => text.includes(bracket)).map(bracket => brackets.get(bracket)),
  )
  let end = text.length
  while (end > 0) {
    const character = text[end - 1] ?? ''
    if (!/[.,;:!?)\]}'"”’…–—-]/.test(character) || opened.has(character)) break
    if (character === "'" && end === text.length && text[end - 2] === 's') break
    end -= 1
  }
  return text.slice(0, end)
}

/** The pieces of a text, in time that grows with its length. */
export function readLexemes(text: string): readonly Lexeme[] {
  const even = text
    .normalize('NFKC')
    .replace(/[‘’‛ʼ]/g, "'")
    .replace(/[“”„‟]/g, '"')
  return new LexemeReader(
    even.replace(bareSql, statement => `\`${statement.replaceAll('`', '').replace(/[.\s]+$/, '')}\` `),
  ).read()
}
