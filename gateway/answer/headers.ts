// Which headers are passed on, in both directions. A header that is on no list here is not passed on.
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { SecretFilter } from '../redaction/secret-filter.ts'

const upstreamNames = new Set([
  'content-type',
  'accept',
  'user-agent',
  // The application that asks: https://openrouter.ai/docs/app-attribution, and the headers by which coding agents name
  // themselves.
  'http-referer',
  'x-title',
  'x-openrouter-title',
  'x-openrouter-categories',
  'x-app',
  'originator',
  'x-goog-api-client',
  // The caller's own name for the request: https://platform.openai.com/docs/api-reference/debugging-requests
  'x-client-request-id',
  'idempotency-key',
])
const upstreamPrefixes = ['anthropic-', 'openai-', 'x-stainless-']
const clientToken = /gth_[\w-]{43}/

/**
 * Whether the text contains a client's token, wherever the caller put it. The token is for this gateway only and is never
 * passed on.
 */
export function holdsClientToken(text: string): boolean {
  return clientToken.test(text)
}

/** Those of the caller's headers that a provider of another format is sent as well. */
export function headersOfAnyFormat(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = upstreamHeaders(headers)
  for (const name in kept) if (upstreamPrefixes.some(prefix => name.startsWith(prefix))) delete kept[name]
  return { ...kept, 'content-type': 'application/json', accept: '*/*' }
}

/** The caller's headers that go upstream, unchanged. Never its credential, cookies or hop-by-hop headers. */
export function upstreamHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (typeof value !== 'string') continue
    if (!upstreamNames.has(name) && !upstreamPrefixes.some(prefix => name.startsWith(prefix))) continue
    if (!holdsClientToken(value)) kept[name] = value
  }
  return kept
}

/**
 * The headers of an answer that clients read: the type of its body, the ids to name in a complaint, when to try again, what
 * is left of a rate limit, and how long the answer took. https://platform.openai.com/docs/api-reference/debugging-requests,
 * https://docs.anthropic.com/en/api/rate-limits#response-headers
 */
const answerNames = new Set([
  'content-type',
  'content-encoding',
  'content-language',
  'cache-control',
  'date',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
  'request-id',
  'x-request-id',
  'apim-request-id',
  'x-ms-request-id',
  'x-ms-region',
  'x-amzn-requestid',
  'x-generation-id',
  'mistral-correlation-id',
  'cf-ray',
  'server-timing',
  'x-envoy-upstream-service-time',
])
// https://ai.google.dev/gemini-api/docs/priority-inference: which tier answered
const answerPrefixes = ['x-ratelimit-', 'ratelimit-', 'anthropic-', 'openai-', 'x-gemini-']

type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * The provider's headers that reach the caller. A header that contains the provider's key, which `secret` finds, is dropped.
 */
export function callerHeaders(headers: AnswerHeaders, secret: SecretFilter | undefined): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = {}
  const named = hopByHop(headers.connection)
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined || named.has(name)) continue
    if (!answerNames.has(name) && !answerPrefixes.some(prefix => name.startsWith(prefix))) continue
    if (secret?.isIn(name) || secret?.isIn(String(value))) continue
    kept[name] = typeof value === 'string' ? value : [...value]
  }
  return kept
}

/** The header `Connection: close, x-foo` makes x-foo a hop-by-hop header too. */
function hopByHop(connection: string | readonly string[] | undefined): ReadonlySet<string> {
  if (connection === undefined) return new Set()
  return new Set(
    String(connection)
      .toLowerCase()
      .split(/[\s,]+/),
  )
}
