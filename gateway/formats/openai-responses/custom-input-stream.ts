import { customInput } from './own-tools.ts'

const opening = /^\s*\{\s*"input"\s*:\s*"/
/** Who has not named the argument by then will not. */
const openingAtMost = 256

/**
 * Gives the raw text of a custom tool's input as it comes, out of the pieces of a JSON object that has it as its one argument.
 * What does not look like that is given at the end.
 */
export class CustomInputStream {
  /** All pieces. It is only read at the end, because reading a text that grows copies it each time. */
  #text = ''
  /** What was not given yet. */
  #pending = ''
  #state: 'before' | 'within' | 'after' = 'before'
  #given = ''

  /** Takes a piece of the JSON text, and gives what can be said of the input by now. */
  push(piece: string): string {
    this.#text += piece
    if (this.#state === 'after') return ''
    this.#pending += piece
    if (this.#state === 'before') {
      const begun = opening.exec(this.#pending)
      if (begun === null && this.#pending.length > openingAtMost) this.#state = 'after'
      if (begun === null) return ''
      this.#state = 'within'
      this.#pending = this.#pending.slice(begun[0].length)
    }
    const text = this.#take()
    this.#given += text
    return text
  }

  /** The rest, and the whole input. */
  end(): { readonly rest: string; readonly input: string } {
    const whole = customInput(this.#text)
    // What was given cannot be taken back, even if the JSON broke off later.
    const rest = whole.startsWith(this.#given) ? whole.slice(this.#given.length) : ''
    return { rest, input: this.#given + rest }
  }

  /** Up to the end of the string, or up to an escape that is not whole yet. */
  #take(): string {
    const text = this.#pending
    let at = 0
    while (at < text.length && text[at] !== '"') {
      const step = text[at] === '\\' ? escapeLength(text, at) : 1
      if (at + step > text.length) break
      at += step
    }
    if (text[at] === '"') this.#state = 'after'
    // Half of a pair would not survive the encoding of the event.
    else at -= lengthOfHalf(text.slice(Math.max(0, at - 6), at))
    this.#pending = text.slice(at)
    return unescaped(text.slice(0, at))
  }
}

function escapeLength(text: string, at: number): number {
  return text[at + 1] === 'u' ? 6 : 2
}

const halfAtEnd = /(?:\\u[dD][89abAB][0-9a-fA-F]{2}|[\ud800-\udbff])$/

function lengthOfHalf(end: string): number {
  return halfAtEnd.exec(end)?.[0].length ?? 0
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
