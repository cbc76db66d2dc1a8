import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import type { Config } from '../config/schema.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'

export const bodyLimitBytes = 64 * 1024 * 1024

export interface ReadBodyDeps {
  readonly bytesInFlight: BytesInFlight
  readonly config: () => Config
}

// A body of this length, or of unknown length up to here, is kept as it comes; a longer one goes into memory of its own.
const smallBytes = 64 * 1024

/**
 * The whole body as it came. Where others hold too many bytes just now, nothing of it is read until there is room. Rejects
 * with `body_too_large`, with `overloaded` where there is none in time, with `http_timeout` where it comes too
 * slowly, or with what aborted the exchange.
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
    // What was not written to takes no memory yet.
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
        request.off('end', finish) // what is left of it is dropped
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

  /** Of a body without a length: the first bytes were had unasked, after them it may be as long as any. */
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
