// A form of JSON that is the same for two texts if they say the same, whatever the order of their members, their white space
// and their escapes are. Numbers keep their digits, because 1 and 1.0 may be read differently.
import type { MemberPath, Unkeyed } from '../chat/cache-facts.ts'

export interface CanonicalOptions {
  readonly unkeyed: Unkeyed
  /** A string that is left out of the form, which says only where it stands. */
  readonly hole: MemberPath | undefined
}

/**
 * No two different values have the same form: strings come with their length, and everything else has an end. Throws
 * SyntaxError if two members of an object have the same name, because servers differ in which one they read. `json` must be
 * valid JSON.
 */
export function canonicalForm(json: string, options: CanonicalOptions): string {
  return new CanonicalReader(json, options.hole ?? []).value(options.unkeyed, options.hole ? 0 : offPath)
}

const offPath = -1

const quote = 0x22
const comma = 0x2c
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

class CanonicalReader {
  readonly #text: string
  readonly #hole: MemberPath
  #at = 0
  /** The next backslash at or behind the place that was read last. */
  #escapeAt = -1

  constructor(text: string, hole: MemberPath) {
    this.#text = text
    this.#hole = hole
  }

  /** `depth`: how many steps of the way to the hole lead to this value. */
  value(unkeyed: Unkeyed | undefined, depth: number): string {
    this.#skipSpace()
    switch (this.#text.charCodeAt(this.#at)) {
      case openBrace:
        return this.#object(unkeyed, depth)
      case openBracket:
        return this.#array(unkeyed, depth)
      case quote: {
        const text = this.#string()
        return depth === this.#hole.length ? '?' : stringForm(text)
      }
      default:
        return this.#scalar()
    }
  }

  #object(unkeyed: Unkeyed | undefined, depth: number): string {
    const members: Member[] = []
    let forms = ''
    let isSorted = true
    let before: string | undefined
    this.#at += 1
    this.#skipSpace()
    while (this.#text.charCodeAt(this.#at) !== closeBrace) {
      const name = this.#string()
      this.#skipSpace()
      this.#at += 1 // the colon
      const rule = unkeyed && Object.hasOwn(unkeyed, name) ? unkeyed[name] : undefined
      const form = memberForm(name, rule, this.value(asWithin(rule), this.#depthWithin(depth, name)))
      members.push({ name, form })
      forms += form
      isSorted &&= before === undefined || before < name
      before = name
      this.#skipSeparator()
    }
    this.#at += 1
    return `{${isSorted ? forms : sortedForms(members)}}`
  }

  #array(unkeyed: Unkeyed | undefined, depth: number): string {
    let forms = '['
    this.#at += 1
    this.#skipSpace()
    for (let index = 0; this.#text.charCodeAt(this.#at) !== closeBracket; index += 1) {
      forms += this.value(unkeyed, this.#depthWithin(depth, index))
      this.#skipSeparator()
    }
    this.#at += 1
    return `${forms}]`
  }

  #depthWithin(depth: number, step: string | number): number {
    return depth !== offPath && this.#hole[depth] === step ? depth + 1 : offPath
  }

  #string(): string {
    const start = this.#at + 1
    let end = this.#text.indexOf('"', start)
    if (this.#escapeAt < start) {
      const next = this.#text.indexOf('\\', start)
      this.#escapeAt = next < 0 ? this.#text.length : next
    }
    const hasEscapes = this.#escapeAt < end
    if (hasEscapes) while (this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1)
    this.#at = end + 1
    return hasEscapes ? JSON.parse(this.#text.slice(start - 1, end + 1)) : this.#text.slice(start, end)
  }

  #isEscaped(at: number): boolean {
    let first = at
    while (this.#text.charCodeAt(first - 1) === backslash) first -= 1
    return (at - first) % 2 === 1
  }

  #scalar(): string {
    const start = this.#at
    while (this.#at < this.#text.length && !endsScalar(this.#text.charCodeAt(this.#at))) this.#at += 1
    return `${this.#text.slice(start, this.#at)};`
  }

  #skipSeparator(): void {
    this.#skipSpace()
    if (this.#text.charCodeAt(this.#at) === comma) this.#at += 1
    this.#skipSpace()
  }

  #skipSpace(): void {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at += 1
  }
}

interface Member {
  readonly name: string
  /** Empty if the member is left out. */
  readonly form: string
}

function asWithin(rule: true | Unkeyed | undefined): Unkeyed | undefined {
  return rule === true ? undefined : rule
}

/** An object of which nothing is left says no more than one that is not there. */
function memberForm(name: string, rule: true | Unkeyed | undefined, form: string): string {
  return rule === true || (rule !== undefined && form === '{}') ? '' : stringForm(name) + form
}

function sortedForms(members: Member[]): string {
  members.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0))
  let forms = ''
  let before: string | undefined
  for (const { name, form } of members) {
    if (name === before) throw new SyntaxError('Two members have the same name')
    before = name
    forms += form
  }
  return forms
}

function stringForm(text: string): string {
  return `"${text.length}:${text}`
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

function endsScalar(code: number): boolean {
  return code === comma || code === closeBracket || code === closeBrace || isSpace(code)
}
