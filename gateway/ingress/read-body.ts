import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import type { Config } from '../config/schema.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'

export const bodyLimitBytes = 64 * 1024 * 1024

export interface ReadBodyDeps {
  readonly bytesInFlight: BytesInFlight
  readonly config: () => Config
}

// Bodies up to this length, and the first bytes of a body of unknown length, are kept in the chunks in which they come. A
// longer body is copied into a buffer of its own.
const smallBytes = 64 * 1024

/**
 * Reads the whole body. If too many bytes are held for others, nothing is read until there is room. Rejects with
 * `body_too_large`, with `overloaded` if there is no room in time, with `http_timeout` if the body comes too slowly, or with
 * the reason for which the exchange was cancelled.
 */
export function readBody(exchange: Exchange, { bytesInFlight, config }: ReadBodyDeps): Promise<Buffer> {
  const declared = exchange.request.headers['content-length']
  const bytes = declared === undefined ? smallBytes : Number(declared)
  if (bytes > bodyLimitBytes) return Promise.reject(tooLarge())
  const room = bytesInFlight.take(exchange, bytes)
  const upload = new Upload(exchange, bytesInFlight, declared === undefined ? undefined : bytes)
  return room ? room.then(() => upload.read(config())) : upload.read(config())
}

function tooLarge(): GatewayError {
  return new GatewayError('body_too_large', { limitBytes: bodyLimitBytes })
}

class Upload {
  readonly #exchange: Exchange
  readonly #bytesInFlight: BytesInFlight
  readonly #declaredBytes: number | undefined
  #whole: Buffer | undefined
  #chunks: Buffer[] = []
  #bytes = 0
  #isPaused = false

  constructor(exchange: Exchange, bytesInFlight: BytesInFlight, declaredBytes: number | undefined) {
    this.#exchange = exchange
    this.#bytesInFlight = bytesInFlight
    this.#declaredBytes = declaredBytes
  }

  read({ uploadMinBytesPerSecond, uploadWindowMs }: Config): Promise<Buffer> {
    const exchange = this.#exchange
    const { request } = exchange
    // The system provides this memory only as it is written to, so a caller that declares much and sends little costs
    // little.
    if (this.#declaredBytes !== undefined && this.#declaredBytes > smallBytes)
      this.#whole = Buffer.allocUnsafeSlow(this.#declaredBytes)
    const leastBytes = Math.ceil((uploadMinBytesPerSecond * uploadWindowMs) / 1000)
    return new Promise((resolve, reject) => {
      let seenBytes = 0
      const look = exchange.scope.guard(() => {
        if (!this.#isPaused && this.#bytes < seenBytes + leastBytes) fail(new GatewayError('http_timeout'))
        seenBytes = this.#bytes
      })
      const pace = setInterval(look, uploadWindowMs)
      const fail = (reason: unknown) => {
        clearInterval(pace)
        request.off('data', take)
        // What still comes of the body is dropped.
        request.off('end', finish)
        reject(reason)
      }
      const take = exchange.scope.guard((chunk: Buffer) => {
        this.#keep(chunk)
        if (this.#bytes > bodyLimitBytes) return fail(tooLarge())
        const room = this.#roomForMore()
        if (room) this.#waitFor(room).catch(fail)
      })
      const finish = exchange.scope.guard(() => {
        clearInterval(pace)
        resolve(this.#joined())
      })
      request.on('data', take)
      request.on('end', finish)
      exchange.scope.onCancel(fail)
    })
  }

  #keep(chunk: Buffer): void {
    if (this.#whole) chunk.copy(this.#whole, this.#bytes)
    else this.#chunks.push(chunk)
    this.#bytes += chunk.length
  }

  /**
   * Asks for room for a body of unknown length. Its first bytes were granted at the start. For the rest, room for the
   * longest body is needed.
   */
  #roomForMore(): Promise<void> | undefined {
    const { heldBytes } = this.#exchange
    return this.#bytes <= heldBytes
      ? undefined
      : this.#bytesInFlight.take(this.#exchange, bodyLimitBytes - heldBytes)
  }

  async #waitFor(room: Promise<void>): Promise<void> {
    const { request } = this.#exchange
    this.#isPaused = true
    request.pause()
    await room
    this.#isPaused = false
    request.resume()
  }

  #joined(): Buffer {
    const [first] = this.#chunks
    const whole = this.#whole ?? (this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks))
    this.#chunks = []
    this.#bytesInFlight.give(this.#exchange, this.#exchange.heldBytes - whole.length)
    return whole
  }
}
