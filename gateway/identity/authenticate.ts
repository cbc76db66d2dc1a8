import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../errors.ts'
import type { Client, Clients } from './clients.ts'

/** What a credential may stand in. */
export type Bearing = Pick<IncomingMessage, 'headers' | 'url'>

/**
 * `Authorization: Bearer gth_...`, `x-api-key: gth_...`, `x-goog-api-key: gth_...` or `?key=gth_...`. Throws `token_missing` or
 * `token_unknown`.
 */
export function authenticate(request: Bearing, clients: Clients): Client {
  const token = tokenIn(request)
  if (token === undefined) throw new GatewayError('token_missing')
  const client = clients.find(token)
  if (!client) throw new GatewayError('token_unknown')
  return client
}

/** Undefined: no valid token came with the request. */
export function clientOf(request: Bearing, clients: Clients): Client | undefined {
  const token = tokenIn(request)
  return token === undefined ? undefined : clients.find(token)
}

function tokenIn({ headers, url = '' }: Bearing): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  const named = [headers['x-api-key'], headers['x-goog-api-key']]
  // Some clients send several, one of them empty or a placeholder of their own: Gatehouse's is known by its prefix.
  const candidates = [bearer, ...named, keyInQuery(url)].filter(token => typeof token === 'string')
  return candidates.find(token => token.startsWith('gth_')) ?? candidates[0]
}

function keyInQuery(url: string): string | undefined {
  const mark = url.indexOf('?')
  return mark < 0 ? undefined : (new URLSearchParams(url.slice(mark)).get('key') ?? undefined)
}
