// A copy of what one caller is sent of its answer, without the pings. It is kept to be stored once the answer is complete, and
// passed on to other callers who ask the same while the answer is under way.
import type { OutgoingHttpHeaders } from 'node:http'
import type { Sendable } from '../answer/translated-answer.ts'
import type { NanoUsd } from '../contract/units.ts'
import type { GatewayError } from '../errors.ts'
import type { Target } from '../routing/choose-target.ts'

/** Longer answers are neither stored nor given to callers who come later. */
export const copyLimitBytes = 4 * 1024 * 1024

/** How much memory the copies of all running answers may take together. */
export class CopyRoom {
  readonly #limitBytes: number
  #takenBytes = 0

  constructor(limitBytes = 64 * 1024 * 1024) {
    this.#limitBytes = limitBytes
  }

  take(bytes: number): boolean {
    if (this.#takenBytes + bytes > this.#limitBytes) return false
    this.#takenBytes += bytes
    return true
  }

  give(bytes: number): void {
    this.#takenBytes -= bytes
  }

  get takenBytes(): number {
    return this.#takenBytes
  }
}

/** What is known of an answer when its first bytes are sent. */
export interface BegunAnswer {
  readonly status: number
  /** The provider's headers that reach callers. */
  readonly headers: OutgoingHttpHeaders
  readonly target: Target | undefined
  readonly lastResort: string | undefined
  /** Set if the answer came whole, and can be given as events too. */
  readonly whole?: Sendable
}

/** The end of an answer as the first caller got it. */
export interface CopyEnd {
  /** Why it broke off. Undefined if it is complete. */
  readonly error?: GatewayError
  /** What it cost. Undefined if that is not known. */
  readonly cost?: NanoUsd | undefined
}

export class AnswerCopy {
  begun: BegunAnswer | undefined
  end: CopyEnd | undefined
  /** True if the bytes are events, and false if they are one whole answer. */
  isStream = false
  /** Lets the provider go on that was paused because the first caller reads slowly. */
  onAwaited: (() => void) | undefined
  /** Called when the last one of the others has left. */
  onAbandoned: (() => void) | undefined
  readonly #room: CopyRoom
  #pieces: Uint8Array[] = []
  /** How many pieces before these were dropped. */
  #dropped = 0
  #bytes = 0
  #isKept = true
  readonly #readers: CopyReader[] = []

  constructor(room: CopyRoom) {
    this.#room = room
  }

  /** Whether others wait for this answer. */
  get isAwaited(): boolean {
    return this.#readers.length > 0
  }

  /** False once it has become too long, so that not all of it is here. */
  get isKept(): boolean {
    return this.#isKept
  }

  begin(begun: BegunAnswer): void {
    this.begun ??= begun
    this.#wake()
  }

  add(bytes: Uint8Array): void {
    if (!this.#isKept && !this.isAwaited) return
    this.#pieces.push(bytes)
    if (this.#isKept && !this.#keeps(bytes.length)) this.#giveUp()
    if (!this.#isKept) this.#drop()
    this.#wake()
  }

  /** Only the first call counts. */
  finish(end: CopyEnd): void {
    this.end ??= end
    this.#wake()
  }

  /** All bytes. Undefined if not all of them were kept. */
  joined(): Uint8Array | undefined {
    if (!this.#isKept) return undefined
    const [only] = this.#pieces
    return only && this.#pieces.length === 1 ? only : Buffer.concat(this.#pieces)
  }

  /** To be called when nobody will ask for the bytes any more, but those who read them already. */
  release(): void {
    if (this.#isKept) this.#giveUp()
    this.#drop()
  }

  join(): CopyReader {
    const reader = new CopyReader(this)
    this.#readers.push(reader)
    this.onAwaited?.()
    return reader
  }

  leave(reader: CopyReader): void {
    const place = this.#readers.indexOf(reader)
    if (place < 0) return
    this.#readers.splice(place, 1)
    if (!this.isAwaited) this.onAbandoned?.()
  }

  /** The piece at this place of the answer. Undefined if it has not come yet. */
  pieceAt(place: number): Uint8Array | undefined {
    return this.#pieces[place - this.#dropped]
  }

  #keeps(bytes: number): boolean {
    if (this.#bytes + bytes > copyLimitBytes || !this.#room.take(bytes)) return false
    this.#bytes += bytes
    return true
  }

  #giveUp(): void {
    this.#isKept = false
    this.#room.give(this.#bytes)
    this.#bytes = 0
  }

  /** Drops what all readers have taken. Who is too far behind is given up, so that not more than that has to be kept. */
  #drop(): void {
    let waitingBytes = 0
    let first = this.#dropped + this.#pieces.length
    const oldest = Math.min(first, ...this.#readers.map(({ place }) => place))
    while (first > oldest) {
      waitingBytes += this.pieceAt(first - 1)?.length ?? 0
      if (waitingBytes > copyLimitBytes) break
      first--
    }
    for (const reader of this.#readers) if (reader.place < first) reader.isTooSlow = true
    this.#pieces = this.#pieces.slice(first - this.#dropped)
    this.#dropped = first
  }

  #wake(): void {
    for (const reader of this.#readers) reader.wake()
  }
}

/** One of the others who read an answer. Each reads as fast as its own caller does. */
export class CopyReader {
  readonly copy: AnswerCopy
  /** The number of pieces that it has taken. */
  place = 0
  /** True if it has fallen so far behind that what it would read next is gone. */
  isTooSlow = false
  #wake: (() => void) | undefined

  constructor(copy: AnswerCopy) {
    this.copy = copy
  }

  /** Undefined if there is no more at the moment. */
  take(): Uint8Array | undefined {
    const piece = this.copy.pieceAt(this.place)
    if (piece) this.place++
    return piece
  }

  /** Resolves when something has changed since this was called. */
  change(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }

  wake(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  leave(): void {
    this.copy.leave(this)
  }
}
