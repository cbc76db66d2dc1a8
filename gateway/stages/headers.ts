// Which headers cross the gateway. Both lists are closed: what is not named here does not cross.
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'

const upstreamNames = new Set([
  'content-type',
  'accept',
  'user-agent',
  // Which application asks: https://openrouter.ai/docs/app-attribution, and what coding agents send of themselves.
  'http-referer',
  'x-title',
  'x-openrouter-title',
  'x-openrouter-categories',
  'x-app',
  'originator',
  // The caller's own name for the request: https://platform.openai.com/docs/api-reference/debugging-requests
  'x-client-request-id',
  'idempotency-key',
])
const upstreamPrefixes = ['anthropic-', 'openai-', 'x-stainless-']
/** The caller's credential, wherever it was put: it is this gateway's alone. */
const clientToken = /gth_[\w-]{43}/

/** The caller's headers that go upstream, unchanged. Never its credential, cookies or hop-by-hop headers. */
export function upstreamHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (typeof value !== 'string') continue
    if (!upstreamNames.has(name) && !upstreamPrefixes.some(prefix => name.startsWith(prefix))) continue
    if (!clientToken.test(value)) kept[name] = value
  }
  return kept
}

// https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1, and what speaks for another origin than this one.
const droppedFromAnswers = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length', // set anew from what is really sent
  'set-cookie',
  'set-cookie2',
  'alt-svc',
  'strict-transport-security',
  'clear-site-data',
  'www-authenticate', // it would ask the caller for the provider's key
])
const droppedPrefixes = ['access-control-', 'x-gatehouse-']

type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** The provider's headers that reach the caller. `secret` is the key: a header that repeats it is dropped. */
export function callerHeaders(headers: AnswerHeaders, secret: string | undefined): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = {}
  const named = hopByHop(headers.connection)
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined || droppedFromAnswers.has(name) || named.has(name)) continue
    if (droppedPrefixes.some(prefix => name.startsWith(prefix))) continue
    if (secret !== undefined && String(value).includes(secret)) continue
    kept[name] = typeof value === 'string' ? value : [...value]
  }
  return kept
}

/** `Connection: close, x-foo` makes x-foo hop-by-hop too. */
function hopByHop(connection: string | readonly string[] | undefined): ReadonlySet<string> {
  if (connection === undefined) return new Set()
  return new Set(
    String(connection)
      .toLowerCase()
      .split(/[\s,]+/),
  )
}
