// The official clients with a usual configuration, and a raw socket to send what they never send.

import { once } from 'node:events'
import { connect } from 'node:net'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'

/** `origin` has no path. Retries are off, because tests count requests. */
export function openAiClient(origin: string, apiKey = 'test-key'): OpenAI {
  return new OpenAI({ baseURL: `${origin}/v1`, apiKey, maxRetries: 0 })
}

export function anthropicClient(origin: string, apiKey = 'test-key'): Anthropic {
  return new Anthropic({ baseURL: origin, apiKey, maxRetries: 0 })
}

/** Collects all events of a stream. Rejects if the client does. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const events: T[] = []
  for await (const event of stream) events.push(event)
  return events
}

export interface RawConnection {
  send(bytes: string | Uint8Array): void
  /** Resolves with everything received so far, once that contains `text`. Rejects if the peer hangs up before. */
  readUntil(text: string): Promise<Buffer>
  /** Resolves with everything that was received when the peer hangs up, cleanly or not. */
  readAll(): Promise<Buffer>
  /** Stops reading, so that the peer's writes are not accepted any more. */
  pause(): void
  resume(): void
  /** Ends the connection as a program does that is closed. */
  hangUp(how?: 'close' | 'reset'): void
}

/** Opens a TCP connection to `origin` that sends nothing by itself. */
export async function openRawConnection(origin: string): Promise<RawConnection> {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const chunks: Buffer[] = []
  const received = (): Buffer => Buffer.concat(chunks)
  socket.on('data', chunk => chunks.push(chunk))
  socket.on('error', () => {}) // a reset is handled like any other end, because `close` follows it
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()))
  return {
    send: bytes => void socket.write(bytes),
    async readUntil(text) {
      while (!received().includes(text)) {
        if (socket.destroyed) throw new Error(`Hung up before ${JSON.stringify(text)}: ${received()}`)
        await Promise.race([once(socket, 'data'), closed])
      }
      return received()
    },
    async readAll() {
      await closed
      return received()
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    hangUp: (how = 'close') => void (how === 'reset' ? socket.resetAndDestroy() : socket.destroy()),
  }
}
