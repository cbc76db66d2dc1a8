import { customInput } from './own-tools.ts'

const opening = /^\s*\{\s*"input"\s*:\s*"/
/** No JSON that begins with the argument has more before it. */
const openingAtMost = 256

/**
 * Gives the raw text of a custom tool's input as it comes, out of the pieces of a JSON object that has it as its one argument.
 * What does not look like that is given at the end.
 */
export class CustomInputStream {
  #text = ''
  /** Where in the text the next character of the input is. Undefined until the input has begun. */
  #at: number | undefined
  #isOver = false
  #given = ''

  /** Takes a piece of the JSON text, and gives what can be said of the input by now. */
  push(piece: string): string {
    this.#text += piece
    if (this.#isOver) return ''
    if (this.#at === undefined) {
      if (this.#text.length > openingAtMost + piece.length) return ''
      const begun = opening.exec(this.#text)
      if (begun === null) return ''
      this.#at = begun[0].length
    }
    return this.#give(this.#readFrom(this.#at))
  }

  /** The rest, and the whole input. */
  end(): { readonly rest: string; readonly input: string } {
    const whole = customInput(this.#text)
    // What was given cannot be taken back, even if the JSON broke off later.
    const rest = whole.startsWith(this.#given) ? whole.slice(this.#given.length) : ''
    this.#given += rest
    return { rest, input: this.#given }
  }

  #give(text: string): string {
    this.#given += text
    return text
  }

  /** Up to the end of the string, or up to an escape that is not whole yet. */
  #readFrom(start: number): string {
    const text = this.#text
    let at = start
    while (at < text.length && text[at] !== '"') {
      const step = text[at] === '\\' ? escapeLength(text, at) : 1
      if (at + step > text.length) break
      at += step
    }
    // Half of a pair would not survive the encoding of the event.
    const isWholeUpTo = endsInHalf(text, start, at) ? at - lengthOfHalf(text, at) : at
    if (text[at] === '"') this.#isOver = true
    this.#at = isWholeUpTo
    return unescaped(text.slice(start, isWholeUpTo))
  }
}

function escapeLength(text: string, at: number): number {
  return text[at + 1] === 'u' ? 6 : 2
}

const halfAtEnd = /(?:\\u[dD][89abAB][0-9a-fA-F]{2}|[\ud800-\udbff])$/

function endsInHalf(text: string, start: number, end: number): boolean {
  return halfAtEnd.test(text.slice(Math.max(start, end - 6), end))
}

function lengthOfHalf(text: string, end: number): number {
  return /[\ud800-\udbff]/.test(text[end - 1] ?? '') ? 1 : 6
}

function unescaped(text: string): string {
  if (text === '') return ''
  try {
    return JSON.parse(`"${text}"`)
  } catch {
    // Models write line ends as they are, which JSON does not allow.
    return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, letter: string) =>
      code === undefined ? (named[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
    )
  }
}

const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }
