import type { IncomingMessage } from 'node:http'
import { GatewayError } from '../errors.ts'
import type { Client, Clients } from './clients.ts'

/** The parts of a request that may contain a token. */
export type Bearing = Pick<IncomingMessage, 'headers' | 'url'>

/**
 * Finds the client by the token in `Authorization: Bearer gth_...`, `x-api-key: gth_...`, `x-goog-api-key: gth_...` or
 * `?key=gth_...`. Throws `token_missing` or `token_unknown`, and `token_paused` if a person paused it.
 */
export function authenticate(request: Bearing, clients: Clients): Client {
  const client = identify(request, clients)
  refuseIfPaused(client)
  return client
}

/** Throws `token_paused`. */
export function refuseIfPaused({ name, pausedAtMs }: Client): void {
  if (pausedAtMs !== null) throw new GatewayError('token_paused', { name })
}

/** The same, but it finds a paused client too, so that what is refused is in the log under its name. */
export function identify(request: Bearing, clients: Clients): Client {
  const token = tokenIn(request)
  if (token === undefined) throw new GatewayError('token_missing')
  const client = clients.find(token)
  if (!client) throw new GatewayError('token_unknown')
  return client
}

/** Undefined if the request has no valid token. A paused one is valid. */
export function clientOf(request: Bearing, clients: Clients): Client | undefined {
  const token = tokenIn(request)
  return token === undefined ? undefined : clients.find(token)
}

const tokenPrefix = 'gth_'

function tokenIn({ headers, url = '' }: Bearing): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer?.startsWith(tokenPrefix)) return bearer
  const named = [headers['x-api-key'], headers['x-goog-api-key']]
  // Some clients send several credentials, one of which is empty or a placeholder. Gatehouse's tokens are recognised by
  // their prefix.
  const candidates = [bearer, ...named, keyInQuery(url)].filter(token => typeof token === 'string')
  return candidates.find(token => token.startsWith(tokenPrefix)) ?? candidates[0]
}

function keyInQuery(url: string): string | undefined {
  const mark = url.indexOf('?')
  return mark < 0 ? undefined : (new URLSearchParams(url.slice(mark)).get('key') ?? undefined)
}
