import type { WireFormat } from '../../../gateway/formats/index.ts'
import type { Answer } from '../../support/fake-upstream.ts'
import type { Cannot } from './client.ts'
import type { Said, Seen } from './question.ts'

/** A provider that answers in the documented bytes of one format, written by hand and not by the gateway's own code. */
export interface Upstream {
  readonly name: string
  readonly format: WireFormat
  readonly kind: string
  readonly basePath: string
  readonly model: string
  /** What it cannot be asked or cannot answer, and why. */
  readonly cannot: Cannot
  answer(said: Said, stream: boolean): Answer
  failure(status: number, message: string): Answer
  /** What of a request arrived, as its official types name it. */
  see(body: string): Seen
}

export const json = (body: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
})

export const sse = (events: readonly string[]): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  body: Buffer.from(events.join('')),
})
