import type { IncomingMessage } from 'node:http'
import { type ErrorCode, GatewayError } from '../errors.ts'
import { bodyLimitBytes } from './read-body.ts'

const credentialHeaders = ['authorization', 'x-api-key', 'x-goog-api-key'] as const

/**
 * The request gate, the same on every route of both ports: one exact Host, no web page, JSON only. A browser page on
 * any site can reach this machine's ports, and a name can be made to point here (DNS rebinding): neither passes.
 * Returns what is wrong, before anything of the body is read.
 */
export function checkGate(request: IncomingMessage, port: number): GatewayError | undefined {
  return checkAsker(request, port) ?? (request.method === 'POST' ? checkBody(request) : undefined)
}

/** The gate without what it says of a body: for a path that takes none, which is the first thing to be told. */
export function checkAsker(request: IncomingMessage, port: number): GatewayError | undefined {
  const { headers, rawHeaders, url = '' } = request
  if (countOf(rawHeaders, 'host') !== 1 || !isOwnHost(headers.host, port) || namesHost(url))
    return new GatewayError('host_forbidden')
  if (credentialHeaders.some(name => countOf(rawHeaders, name) > 1)) {
    return new GatewayError('request_invalid', { reason: 'there is more than one credential.' })
  }
  if (headers.origin !== undefined && !isOwnOrigin(headers.origin, port))
    return new GatewayError('origin_forbidden')
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'none' && site !== 'same-origin')
    return new GatewayError('origin_forbidden')
  return undefined
}

function checkBody({ headers }: IncomingMessage): GatewayError | undefined {
  const mediaType = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (mediaType !== 'application/json' || encoding !== 'identity')
    return new GatewayError('media_type_unsupported')
  if (Number(headers['content-length'] ?? 0) > bodyLimitBytes) {
    return new GatewayError('body_too_large', { limitBytes: bodyLimitBytes })
  }
  return undefined
}

function countOf(rawHeaders: readonly string[], name: string): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const found = rawHeaders[index]
    if (found?.length === name.length && found.toLowerCase() === name) count++
  }
  return count
}

function isOwnHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}` || host === `[::1]:${port}`
}

/** `GET http://example.com/ HTTP/1.1` is asked of a proxy, and overrides the Host header. */
function namesHost(url: string): boolean {
  return !url.startsWith('/') && url !== '*'
}

/** The dashboard's own page, for its own calls. `null` and every other origin is some page's. */
function isOwnOrigin(origin: string, port: number): boolean {
  return origin.startsWith('http://') && isOwnHost(origin.slice('http://'.length), port)
}

/** What Node's parser refused, before there is a request. */
export function explainParseError(code: string | undefined): ErrorCode {
  if (code === 'HPE_HEADER_OVERFLOW') return 'http_headers_too_large'
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'http_timeout' : 'http_malformed'
}
