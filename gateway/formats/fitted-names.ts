// Names and ids as a format takes them. What it does not take ends in a part of its hash, so that two never become the same and
// one is the same wherever it stands.
import { hash } from 'node:crypto'

const longest = 64
const nameDigits = 10
const idDigits = 24

/** The name of a tool. `fits` is the whole of what the format takes, `foreign` matches each character that it does not. */
export function fittedName(name: string, fits: RegExp, foreign = /[^\w-]/g): string {
  if (fits.test(name)) return name
  const readableLength = longest - nameDigits - 1
  const readable = name.replace(foreign, '_').slice(0, readableLength)
  // Some formats want a letter at the beginning, and an underscore passes for one.
  const begun = fits.test(readable) ? readable : `_${readable}`.slice(0, readableLength)
  return `${begun}_${digitsOf(name, nameDigits)}`
}

/** The id of a call. Cutting it short could make two ids the same. */
export function fittedId(id: string, fits: RegExp, prefix = 'call_'): string {
  return fits.test(id) ? id : prefix + digitsOf(id, idDigits)
}

/** A key, or an identifier of a person. */
export function fittedKey(key: string): string {
  return key.length <= longest ? key : hash('sha256', key, 'hex')
}

/** The names of one request, and which of them had to be changed. */
export class FittedNames {
  /** The caller's name by the one that is sent, where they differ. */
  readonly changed = new Map<string, string>()
  readonly #fits: RegExp
  readonly #foreign: RegExp | undefined

  /** See `fittedName`. */
  constructor(fits: RegExp, foreign?: RegExp) {
    this.#fits = fits
    this.#foreign = foreign
  }

  of(name: string): string {
    const fitted = fittedName(name, this.#fits, this.#foreign)
    if (fitted !== name) this.changed.set(fitted, name)
    return fitted
  }
}

function digitsOf(text: string, count: number): string {
  return hash('sha256', text, 'hex').slice(0, count)
}
