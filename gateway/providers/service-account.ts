// Service accounts of Google's, whose key signs a statement that is exchanged for an access token:
// https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests
import { createPrivateKey, sign } from 'node:crypto'
import { isRecord, parseJson } from '../bytes/json-value.ts'
import { GatewayError } from '../errors.ts'
import type { TokenGrant } from './adapter.ts'

export interface ServiceAccount {
  readonly client_email: string
  /** PEM. */
  readonly private_key: string
  readonly private_key_id: string | undefined
}

/** The only server that is asked for tokens, whatever a pasted file says. */
const tokenUrl = 'https://oauth2.googleapis.com/token'
const scope = 'https://www.googleapis.com/auth/cloud-platform'
const validSeconds = 3600

/** A service account as it is kept. Undefined if the key is an API key. */
export function readServiceAccount(key: string): ServiceAccount | undefined {
  const account = key.startsWith('{') ? parseJson(key) : undefined
  if (!isRecord(account)) return undefined
  const { client_email, private_key, private_key_id } = account
  if (typeof client_email !== 'string' || typeof private_key !== 'string') return undefined
  return {
    client_email,
    private_key,
    private_key_id: typeof private_key_id === 'string' ? private_key_id : undefined,
  }
}

/**
 * Reads the file that Google's console gives for a service account. Undefined if it is no JSON. Throws GatewayError
 * `input_invalid` for JSON of another kind, for another token server, or if the private key cannot be read.
 */
export function readPastedAccount(pasted: string): ServiceAccount | undefined {
  if (!/^[{[]/.test(pasted)) return undefined
  const json = parseJson(pasted)
  const account = readServiceAccount(pasted)
  if (!isRecord(json) || !account || json.type !== 'service_account')
    throw refuse('The key is JSON, but not that of a service account.')
  if (json.token_uri !== undefined && json.token_uri !== tokenUrl)
    throw refuse(`The service account must get its tokens from ${tokenUrl}.`)
  try {
    createPrivateKey(account.private_key)
  } catch {
    // The cause is left out, because it could quote the key.
    throw refuse('The private key of the service account cannot be read.')
  }
  return account
}

function refuse(reason: string): GatewayError {
  return new GatewayError('input_invalid', { reason })
}

export function grantFor(
  { client_email, private_key, private_key_id }: ServiceAccount,
  atMs: number,
): TokenGrant {
  const iat = Math.floor(atMs / 1000)
  const head = { alg: 'RS256', typ: 'JWT', ...(private_key_id === undefined ? {} : { kid: private_key_id }) }
  const claims = { iss: client_email, scope, aud: tokenUrl, iat, exp: iat + validSeconds }
  const statement = [head, claims]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = sign('sha256', Buffer.from(statement), private_key).toString('base64url')
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${statement}.${signature}`,
  })
  return { url: new URL(tokenUrl), body: body.toString() }
}
