import type { CopyReader } from '../cache/answer-copy.ts'
import type { Config } from '../config/schema.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { endStream, endWhole, stateOf } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'

interface SharedDeps {
  readonly config: Pick<Config, 'slowReaderTimeoutMs'>
}

/**
 * Sends the caller what another caller of the same request is sent, as fast as this one reads. Resolves with false if the other
 * one got no answer, so that this one has to ask for itself: it has been sent nothing but pings then. Rejects with what the
 * answer broke off for, or with the reason for which the exchange was cancelled.
 */
export async function respondShared(
  exchange: Exchange,
  reader: CopyReader,
  deps: SharedDeps,
): Promise<boolean> {
  const { reply, scope } = exchange
  const { copy } = reader
  scope.onCancel(() => reader.wake())
  const drained = scope.guard(() => {
    reply.setTimeout(0)
    reader.wake()
  })
  reply.on('drain', drained)
  try {
    if (!(await isBegun(exchange, reader))) return false
    if (copy.begun?.target) exchange.target = copy.begun.target
    exchange.lastResort = copy.begun?.lastResort
    if (copy.begun?.whole) await sendWhole(exchange, reader, deps)
    else await sendStream(exchange, reader, deps)
    return true
  } finally {
    reply.off('drain', drained)
    reader.leave()
  }
}

async function isBegun({ scope }: Exchange, reader: CopyReader): Promise<boolean> {
  const { copy } = reader
  for (;;) {
    if (scope.reason) throw scope.reason
    if (copy.begun) return true
    if (copy.end) return false
    await reader.change()
  }
}

async function sendStream(
  exchange: Exchange,
  reader: CopyReader,
  { config: { slowReaderTimeoutMs } }: SharedDeps,
): Promise<void> {
  const { reply, scope } = exchange
  const { copy } = reader
  const { status = 200, headers } = copy.begun ?? {}
  if (!reply.headersSent) {
    reply.writeHead(status, { ...headers, ...gatewayHeaders(exchange, false) })
    reply.flushHeaders()
  }
  for (;;) {
    if (scope.reason) throw scope.reason
    if (reader.isTooSlow) throw leftBehind(exchange)
    const bytes = reply.writableNeedDrain ? undefined : reader.take()
    if (bytes) {
      exchange.responseBytes += bytes.length
      if (!reply.write(bytes)) reply.setTimeout(slowReaderTimeoutMs)
    } else if (copy.end && !reply.writableNeedDrain) break
    else await reader.change()
  }
  if (copy.end.error) throw copy.end.error
  await endStream(exchange, '', slowReaderTimeoutMs)
}

/** A caller that reads too slowly is treated as one that has left. */
function leftBehind({ reply, scope }: Exchange): GatewayError {
  const error = new GatewayError('client_gone')
  scope.cancel(error)
  reply.destroy()
  return error
}

async function sendWhole(
  exchange: Exchange,
  { copy: { begun } }: CopyReader,
  { config: { slowReaderTimeoutMs } }: SharedDeps,
): Promise<void> {
  if (!begun?.whole) throw new GatewayError('internal')
  const { bytes, asEvents } = begun.whole
  if (stateOf(exchange.reply) === 'open') {
    const events = asEvents()
    if (!events?.isAnswer) throw new GatewayError('internal')
    exchange.responseBytes += events.bytes.length
    return await endStream(exchange, events.bytes, slowReaderTimeoutMs)
  }
  exchange.responseBytes = bytes.length
  const headers = {
    ...begun.headers,
    'content-length': bytes.length,
    ...gatewayHeaders(exchange, true),
  }
  await endWhole(exchange, begun.status, headers, bytes, slowReaderTimeoutMs)
}
