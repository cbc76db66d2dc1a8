// The bytes that leave: the caller's own, with the few splices that may be made to them.
import type { Exchange } from '../exchange.ts'
import { type ByteEdit, spliceBytes } from '../protocols/json-scan.ts'
import type { RequestFacts } from '../protocols/wire-protocol.ts'

/** The body with the provider's model name and, in streams, the wish for usage. */
export function upstreamBody(body: Buffer, facts: RequestFacts, model: string): Buffer {
  const edits: ByteEdit[] = facts.usageEdits.map(({ start, end, text }) => ({
    start,
    end,
    bytes: Buffer.from(text),
  }))
  if (model !== facts.model) edits.push({ ...facts.modelValue, bytes: Buffer.from(JSON.stringify(model)) })
  if (edits.length === 0) return body
  return spliceBytes(
    body,
    edits.toSorted((a, b) => a.start - b.start),
  )
}

/** `?beta=true` and the like belong to the provider. */
export function queryOf({ request }: Exchange): string {
  const url = request.url ?? ''
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark)
}
