import type { GatewayRig } from './gateway-rig.ts'
import { rawRequest, sendRaw } from './raw-http.ts'

export interface RawAsk {
  readonly method: string
  readonly target: string
  readonly headers?: readonly string[]
  readonly body?: string
  readonly host?: string
}

export const json = ['content-type: application/json']

/**
 * Sends a request as raw bytes and gives the request id of the answer. It has the client's token, or `token` instead. An
 * empty `token` sends none.
 */
export async function askRaw(rig: GatewayRig, asked: RawAsk, token = rig.gateway.token): Promise<string> {
  const { method, target, host = rig.host, body } = asked
  const credential = token === '' ? [] : [`authorization: Bearer ${token}`]
  const headers = [...credential, ...(asked.headers ?? [])]
  const bytes = rawRequest({ method, target, host, headers, ...(body === undefined ? {} : { body }) })
  const { answers } = await sendRaw(rig.gateway.gatewayUrl, bytes, { head: method === 'HEAD' })
  return answers[0]?.headers['x-gatehouse-request-id'] ?? ''
}
