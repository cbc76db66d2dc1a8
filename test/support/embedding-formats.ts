// The two ends of formats of embeddings, for tests of what they read and write.
import type { CallerEmbedding, ProviderEmbedding } from '../../gateway/chat/embedding.ts'
import { Receipt } from '../../gateway/chat/receipt.ts'
import type { ParsedRequest } from '../../gateway/chat/translation.ts'
import { formatNames, formatOf, type WireFormat } from '../../gateway/formats/index.ts'

export function callerOf(format: WireFormat): CallerEmbedding {
  const { embedding } = formatOf(format).caller
  if (!embedding) throw new Error(`${format} has no callers of embeddings`)
  return embedding
}

export function providerOf(format: WireFormat): ProviderEmbedding {
  const { embedding } = formatOf(format).provider
  if (!embedding) throw new Error(`${format} has no providers of embeddings`)
  return embedding
}

export const requestOf = (body: object, path = '/'): ParsedRequest => ({
  head: { path, query: '', headers: {} },
  body: body as ParsedRequest['body'],
})

export function read(format: WireFormat, body: object, path?: string) {
  const receipt = new Receipt()
  const request = callerOf(format).readRequest(requestOf(body, path), receipt)
  return { request, dropped: receipt.dropped.map(each => each.path), changed: receipt.changed }
}

export const batch = '/v1beta/models/m:batchEmbedContents'
export const single = '/v1beta/models/m:embedContent'
export const content = (...texts: readonly string[]) => ({ parts: texts.map(text => ({ text })) })
export const formatsWith = (side: 'caller' | 'provider') =>
  formatNames.filter(name => formatOf(name)[side].embedding)
