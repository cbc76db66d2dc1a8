import type { IncomingMessage } from 'node:http'
import { type ErrorCode, GatewayError } from '../errors.ts'
import { bodyLimitBytes } from './read-body.ts'

const credentialHeaders = ['authorization', 'x-api-key', 'x-goog-api-key'] as const

/**
 * The gate for every route of both ports: exactly one Host header that is our own, no request from a foreign web page, and
 * only JSON. A page in a browser can reach this machine's ports from any site, and any name can be made to point here (DNS
 * rebinding). Neither gets through. Returns the error, if any, before anything of the body is read.
 */
export function checkGate(request: IncomingMessage, port: number): GatewayError | undefined {
  return checkAsker(request, port) ?? (request.method === 'POST' ? checkBody(request) : undefined)
}

/**
 * The checks of the gate that do not concern a body. For unknown paths, where the caller should first learn that the path is
 * wrong.
 */
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

/**
 * Whether the target is a whole URL, as in `GET http://example.com/ HTTP/1.1`. Such a request is meant for a proxy, and its
 * target overrides the Host header.
 */
function namesHost(url: string): boolean {
  return !url.startsWith('/') && url !== '*'
}

/**
 * The origin of the dashboard's own page, which calls the API. Every other origin, `null` too, belongs to a foreign page.
 */
function isOwnOrigin(origin: string, port: number): boolean {
  return origin.startsWith('http://') && isOwnHost(origin.slice('http://'.length), port)
}

/** The error for a request that Node's parser refused. */
export function explainParseError(code: string | undefined): ErrorCode {
  if (code === 'HPE_HEADER_OVERFLOW') return 'http_headers_too_large'
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'http_timeout' : 'http_malformed'
}
