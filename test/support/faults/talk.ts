// A caller on a raw socket that can behave in unusual ways.
import { connect } from 'node:net'
import type { GatewayRig } from '../gateway-rig.ts'
import { rawRequest } from '../raw-http.ts'

export interface Asked {
  readonly target?: string
  readonly method?: string
  readonly body?: object | string
  readonly headers?: readonly string[]
}

export function requestOf(
  { gateway, host }: GatewayRig,
  { target = '/v1/chat/completions', method, body, headers = [] }: Asked,
) {
  const own = [`authorization: Bearer ${gateway.token}`, 'content-type: application/json', ...headers]
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  return rawRequest({
    target,
    host,
    headers: own,
    ...(method === undefined ? {} : { method }),
    ...(text === undefined ? {} : { body: text }),
  })
}

interface Manner {
  /** The text after which the caller does what `act` says. */
  readonly at?: string
  readonly act?: 'leave' | 'pause' | 'stop'
  /** True to close the sending side right after the request. */
  readonly halfClose?: boolean
}

/** Sends the bytes and reads until the other side closes the connection, or until the manner ends it. */
export function talk(
  { gateway }: GatewayRig,
  bytes: Uint8Array | string,
  manner: Manner = {},
): Promise<void> {
  const socket = connect(Number(new URL(gateway.gatewayUrl).port), '127.0.0.1')
  let received = ''
  let isPaused = false
  socket.setEncoding('latin1').on('data', chunk => {
    received += chunk
    if (manner.at === undefined || isPaused || !received.includes(manner.at)) return
    if (manner.act === 'leave') socket.destroy()
    if (manner.act === 'leave') return
    isPaused = true
    socket.pause()
    if (manner.act === 'pause') setTimeout(() => socket.resume(), 150)
    // By then the gateway has closed the connection. A socket that is not read does not notice that.
    if (manner.act === 'stop') setTimeout(() => socket.destroy(), 900)
  })
  socket.on('error', () => {})
  socket.write(bytes)
  if (manner.halfClose) socket.end()
  return new Promise(resolve => socket.once('close', () => resolve()))
}
