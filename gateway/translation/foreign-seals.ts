import { isRecord, parseExactJson } from '../bytes/json-value.ts'
import { isForeignSeal } from '../chat/carried-seal.ts'
import { headOf } from '../chat/request-head.ts'
import type { Exchange } from '../exchange.ts'
import { type ReadRequest, type ReadRequestDeps, understand } from '../ingress/read-request.ts'

/**
 * The request without the seals of other formats, for a provider of its own format. A caller sends them where it goes on with
 * a conversation that a provider of another format has taken part in. Thinking is left out with its seal, because providers
 * refuse thinking without one; everything else stays. A request without any is returned as it is, with its own bytes.
 */
export async function withoutForeignSeals(
  exchange: Exchange,
  request: ReadRequest,
  deps: ReadRequestDeps,
): Promise<ReadRequest> {
  const body = parseExactJson(request.body.toString('utf8'))
  if (!holdsForeignSeal(body)) return request
  const bytes = Buffer.from(JSON.stringify(stripped(body)))
  return await understand(exchange.format, headOf(exchange.request), bytes, deps)
}

const mostLevels = 100

function holdsForeignSeal(value: unknown, levels = mostLevels): boolean {
  if (levels === 0 || typeof value !== 'object' || value === null) return isForeignSeal(value)
  return Object.values(value).some(each => holdsForeignSeal(each, levels - 1))
}

function stripped(value: unknown, levels = mostLevels): unknown {
  if (levels === 0) return value
  if (Array.isArray(value))
    return value.filter(each => !isSealedThinking(each)).map(each => stripped(each, levels - 1))
  if (!isRecord(value) || isRaw(value)) return value
  const kept = Object.entries(value).filter(([, member]) => !isForeignSeal(member))
  return Object.fromEntries(kept.map(([name, member]) => [name, stripped(member, levels - 1)]))
}

function isSealedThinking(value: unknown): boolean {
  return (
    isRecord(value) &&
    /thinking|reasoning/.test(String(value.type)) &&
    Object.values(value).some(isForeignSeal)
  )
}

/** A number with its own digits: see `parseExactJson`. */
function isRaw(value: object): boolean {
  const { isRawJSON } = JSON as unknown as { readonly isRawJSON: (value: unknown) => boolean }
  return isRawJSON(value)
}
