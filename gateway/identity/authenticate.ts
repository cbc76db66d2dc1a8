import type { IncomingHttpHeaders } from 'node:http'
import { GatewayError } from '../errors.ts'
import type { Client, Clients } from './clients.ts'

/** Reads `Authorization: Bearer gth_...` or `x-api-key: gth_...`. Throws `token_missing` or `token_unknown`. */
export function authenticate(headers: IncomingHttpHeaders, clients: Clients): Client {
  const token = tokenIn(headers)
  if (token === undefined) throw new GatewayError('token_missing')
  const client = clients.find(token)
  if (!client) throw new GatewayError('token_unknown')
  return client
}

/** Undefined if no valid token came with the request. */
export function clientOf(headers: IncomingHttpHeaders, clients: Clients): Client | undefined {
  const token = tokenIn(headers)
  return token === undefined ? undefined : clients.find(token)
}

function tokenIn({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  // Some clients send both headers, one of them empty or with a placeholder. A Gatehouse token is recognised by its prefix.
  const candidates = [bearer, typeof apiKey === 'string' ? apiKey : undefined].filter(
    token => token !== undefined,
  )
  return candidates.find(token => token.startsWith('gth_')) ?? candidates[0]
}
