import { type RequestParts, scanRequest } from '../../gateway/chat/request-facts.ts'
import type { RequestHead } from '../../gateway/chat/request-head.ts'

/** The head of a request whose path, query and headers say nothing. */
export const emptyHead: RequestHead = { path: '/', query: '', headers: {} }

/** A body in the parts that a format reads. */
export function partsOf(body: string | Uint8Array | object, head: RequestHead = emptyHead): RequestParts {
  const isBytes = typeof body === 'string' || body instanceof Uint8Array
  const bytes = Buffer.from(isBytes ? body : JSON.stringify(body))
  return { head, bytes, body: scanRequest(bytes) }
}
