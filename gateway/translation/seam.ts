const leastOverlap = 12
const mostOverlap = 400

/**
 * Joins the text of an answer that broke off with that of the model that goes on with it. The model was told the text without
 * the white space at its end, so it may say that again. Models may also repeat their last words, although they are told to go
 * on: what they repeat is left out if it is exactly the end of the text and at least 12 characters long. A shorter repetition
 * may be meant. At most 400 characters are looked at.
 */
export class Seam {
  readonly #end: string
  readonly #space: string
  #waiting = ''
  #isJoined = false

  constructor(said: string) {
    const told = said.trimEnd()
    this.#end = told.slice(-mostOverlap)
    this.#space = said.slice(told.length).slice(0, mostOverlap)
  }

  /** What of the next piece can be shown. Empty as long as it may still be a repetition. */
  push(piece: string): string {
    if (this.#isJoined) return piece
    this.#waiting += piece
    return this.#mayGoOnRepeating() ? '' : this.end()
  }

  /** What was waiting. To be called before anything that is no text. */
  end(): string {
    if (this.#isJoined) return ''
    this.#isJoined = true
    const rest = this.#waiting.slice(this.#repeated())
    this.#waiting = ''
    return rest.slice(sameAtStart(rest, this.#space))
  }

  #mayGoOnRepeating(): boolean {
    const whole = this.#end + this.#space
    for (let from = 0; from <= this.#end.length - leastOverlap; from++)
      if (whole.startsWith(this.#waiting, from)) return true
    return this.#space.startsWith(this.#waiting)
  }

  /** The length of the longest repetition. */
  #repeated(): number {
    const most = Math.min(this.#waiting.length, this.#end.length)
    for (let length = most; length >= leastOverlap; length--)
      if (this.#end.endsWith(this.#waiting.slice(0, length))) return length
    return 0
  }
}

function sameAtStart(one: string, other: string): number {
  let length = 0
  while (length < other.length && one[length] === other[length]) length++
  return length
}
