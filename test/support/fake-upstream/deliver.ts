// Carries out the steps of a behaviour on one response.

import type { ServerResponse } from 'node:http'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { type Answer, type Behaviour, type Step, send } from './behaviour.ts'

export class CallerGoneError extends Error {}

export interface Delivery {
  readonly answer: Answer
  readonly behaviour: Behaviour
  readonly response: ServerResponse
  /** Called with each piece of the body that is sent. */
  readonly onSent: (bytes: Uint8Array) => void
}

/**
 * Resolves when the answer has ended, or when the connection was ended by a step. Rejects with CallerGoneError if the caller
 * hangs up.
 */
export async function deliver({ answer, behaviour, response, onSent }: Delivery): Promise<'ended' | 'died'> {
  const body = new Body(behaviour.gzip === true ? [gzipSync(joined(answer))] : pieces(answer))
  const headers = answerHeaders(answer, behaviour)
  const gone = new Promise<never>((_, reject) => {
    response.once('close', () => response.writableFinished || reject(new CallerGoneError()))
  })
  gone.catch(() => {})
  const writeHead = () => {
    if (!response.headersSent) response.writeHead(answer.status ?? 200, headers)
  }
  let sentBytes = 0
  for (const step of behaviour.steps ?? [send()]) {
    if (response.destroyed) await gone
    switch (step.type) {
      case 'head':
        writeHead()
        response.flushHeaders()
        break
      case 'send':
        for (const piece of body.take(step)) {
          await pause(step, gone)
          writeHead()
          onSent(piece)
          sentBytes += piece.length
          if (response.destroyed) await gone
          if (!response.write(piece)) await Promise.race([heard(response, 'drain'), gone])
        }
        break
      case 'wait':
        await Promise.race([step.gate.pass(), gone])
        break
      case 'trickle':
        for (const piece of step.bytes) {
          await Promise.race([setTimeout(step.everyMs), gone])
          response.socket?.write(piece)
        }
        break
      case 'hang':
        await gone
        break
      case 'die':
        await new Promise(resolve => response.socket?.write('', resolve))
        if (step.how === 'reset') response.socket?.resetAndDestroy()
        else response.destroy()
        return 'died'
      default:
        step satisfies never
    }
  }
  writeHead()
  response.end()
  const declared = headers['content-length']
  if (declared !== undefined && Number(declared) !== sentBytes) response.socket?.destroySoon()
  if (!response.writableFinished) await Promise.race([heard(response, 'finish'), gone])
  return 'ended'
}

function answerHeaders(answer: Answer, behaviour: Behaviour): Record<string, string | string[]> {
  const contentLength = behaviour.contentLength ?? ownLength(answer, behaviour)
  const entries = Object.entries({
    ...answer.headers,
    ...behaviour.headers,
    ...(behaviour.gzip === true ? { 'content-encoding': 'gzip' } : {}),
    ...(contentLength === undefined ? {} : { 'content-length': String(contentLength) }),
  })
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  )
}

/**
 * The length of a body that is in one piece. Undefined for a stream, which never declares its length, and for an answer that
 * hangs: with a length it would be complete for its caller, who would send the next request after it.
 */
function ownLength({ headers, body }: Answer, behaviour: Behaviour): number | undefined {
  const isStream = headers?.['content-type']?.toString().startsWith('text/event-stream') === true
  const hangs = behaviour.steps?.some(({ type }) => type === 'hang') === true
  if (behaviour.gzip === true || isStream || hangs) return undefined
  return typeof body === 'string' || body instanceof Uint8Array ? Buffer.byteLength(body) : undefined
}

async function pause(step: Extract<Step, { type: 'send' }>, gone: Promise<never>): Promise<void> {
  if (step.pace !== undefined) await Promise.race([step.pace.pass(), gone])
  if (step.everyMs !== undefined) await Promise.race([setTimeout(step.everyMs), gone])
  // Waits for a turn of the event loop, because otherwise the kernel would send several writes together.
  if (step.chunkBytes !== undefined) await setImmediate()
}

function heard(response: ServerResponse, event: 'drain' | 'finish'): Promise<void> {
  return new Promise(resolve => response.once(event, resolve))
}

function pieces({ body = '' }: Answer): Iterable<Uint8Array> {
  if (typeof body === 'string') return [Buffer.from(body)]
  return body instanceof Uint8Array ? [body] : body
}

function joined(answer: Answer): Buffer {
  return Buffer.concat([...pieces(answer)])
}

class Body {
  readonly #source: Iterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array(0)

  constructor(source: Iterable<Uint8Array>) {
    this.#source = source[Symbol.iterator]()
  }

  /** Gives the bytes that one step sends. They are cut as the step says, or else are in the pieces of the source. */
  *take({ bytes, chunkBytes }: Extract<Step, { type: 'send' }>): Generator<Uint8Array> {
    let left = bytes ?? Number.POSITIVE_INFINITY
    for (let turn = 0; left > 0; turn += 1) {
      const wanted = chunkBytes?.[turn % chunkBytes.length] ?? bytes
      const piece = wanted === undefined ? this.#next() : this.#exactly(Math.min(wanted, left))
      if (piece === undefined || piece.length === 0) return
      left -= piece.length
      yield piece
    }
  }

  #next(): Uint8Array | undefined {
    while (this.#rest.length === 0) {
      const { done, value } = this.#source.next()
      if (done === true) return undefined
      this.#rest = value
    }
    const piece = this.#rest
    this.#rest = new Uint8Array(0)
    return piece
  }

  #exactly(count: number): Uint8Array {
    const parts: Uint8Array[] = []
    let missing = count
    while (missing > 0) {
      const piece = this.#next()
      if (piece === undefined) break
      parts.push(piece.subarray(0, missing))
      this.#rest = piece.subarray(missing)
      missing -= Math.min(missing, piece.length)
    }
    return Buffer.concat(parts)
  }
}
