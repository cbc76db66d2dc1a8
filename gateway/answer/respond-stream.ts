import type { HoldWatch } from '../attempts/hold-watch.ts'
import { whenCounted } from '../attempts/when-counted.ts'
import { type Frame, type Framer, FrameTooLargeError, type Framing } from '../bytes/framing.ts'
import type { Answer } from '../bytes/relay.ts'
import { GatewayError } from '../errors.ts'
import { type Exchange, reportingOf, upstreamError } from '../exchange.ts'
import type { FrameKind } from '../formats/format.ts'
import type { CuttableMeter } from '../formats/index.ts'
import { createStreamRedactor } from '../redaction/stream-redactor.ts'
import { endStream, stateOf } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'
import { callerHeaders } from './headers.ts'
import type { RespondDeps } from './respond-deps.ts'

// Pictures come as one event; what is larger than this is no event of any provider.
const maxFrameBytes = 32 * 1024 * 1024

/**
 * Streams whole events as they come: the same bytes, never half an event, so that a ping or an error event may be put
 * in at any moment. The one event that may be left out is the usage that the caller did not ask for.
 */
export async function respondStream(
  answer: Answer,
  framing: Framing,
  exchange: Exchange,
  deps: RespondDeps,
): Promise<void> {
  const { reply, protocol } = exchange
  const meter = protocol.createMeter(text => exchange.tally?.add(text), reportingOf(exchange))
  if (!reply.headersSent) {
    const headers = callerHeaders(answer.headers, deps.secret)
    reply.writeHead(answer.status, { ...headers, ...gatewayHeaders(exchange, false) })
  }
  try {
    await forward(answer, framing({ maxFrameBytes }), exchange, deps, meter)
  } finally {
    deps.silence.stop() // the provider has said everything; how long the caller reads is not its fault
    exchange.usage = meter.usage()
  }
  if (meter.failed()) exchange.outcome = 'upstream-failed'
  await whenCounted(exchange)
  deps.settle()
  await endStream(exchange, '', deps.config.slowReaderTimeoutMs)
}

/** Resolves at the provider's own end, or where the answer is cut; rejects where it breaks off, however politely. */
function forward(
  answer: Answer,
  framer: Framer,
  exchange: Exchange,
  deps: RespondDeps,
  meter: CuttableMeter,
): Promise<void> {
  const flow = holdBack(answer, exchange, deps)
  const hold = deps.watchHold(meter)
  return new Promise((resolve, reject) => {
    const truncated = (cause?: unknown) => upstreamError(exchange, 'upstream_truncated', cause)
    const isOver = () => exchange.aborted !== undefined || exchange.outcome === 'cut'
    const giveUp = (reason: unknown) => {
      const end = () => reject(reason)
      const sent = flow.end()
      if (sent) sent.then(end, end)
      else end()
    }
    exchange.onAbort(giveUp)
    answer.body.flowTo({
      data: exchange.guard(chunk => {
        if (isOver()) return
        try {
          flow.write(pass(framer.push(chunk), exchange, deps, meter, hold))
          if (exchange.outcome !== 'cut') return
          answer.body.cancel()
          resolve(flow.end())
        } catch (error) {
          giveUp(error instanceof FrameTooLargeError ? upstreamError(exchange, 'upstream_too_large') : error)
        }
      }),
      end: exchange.guard(() => {
        if (isOver()) return
        const last = pass(rest(framer), exchange, deps, meter, hold)
        if (!meter.ended()) return giveUp(truncated()) // half an event would swallow the error event after it
        flow.write(last)
        resolve(flow.end())
      }),
      fail: exchange.guard(error => giveUp(error instanceof GatewayError ? error : truncated(error))),
    })
    // Node keeps headers back for the first bytes; where none came along, the caller has them now.
    if (exchange.responseBytes === 0) exchange.reply.flushHeaders()
  })
}

function rest(framer: Framer): readonly Frame[] {
  const last = framer.end()
  return last ? [last] : []
}

/** Reads every frame; returns the bytes of those that the caller is to have. */
function pass(
  frames: readonly Frame[],
  exchange: Exchange,
  deps: RespondDeps,
  meter: CuttableMeter,
  hold: HoldWatch,
): Uint8Array {
  const unasked = (exchange.facts?.usageEdits.length ?? 0) > 0
  const kept: Uint8Array[] = []
  deps.silence.heard()
  for (const frame of frames) {
    const kind = meter.read(frame)
    if (frame.omittedBytes > 0 && saysText(frame, kind)) exchange.tally?.addUnread(frame.omittedBytes)
    if (kind === 'content' && exchange.marks.firstTokenMs === undefined) {
      exchange.marks.firstTokenMs = exchange.elapsedMs()
      deps.silence.content()
    }
    if (!(kind === 'usage' && unasked)) kept.push(frame.bytes)
    if (hold.read(frame.bytes.length, kind) === 'go') continue
    // The budgets can afford no more: the answer ends here, in its format's own way.
    exchange.outcome = 'cut'
    kept.push(Buffer.from(meter.cut(exchange.tally?.tokens() ?? 0)))
    break
  }
  return kept.length === 1 && kept[0] ? kept[0] : Buffer.concat(kept)
}

/** Of a frame that was read without its long strings: whether they are text, and not a picture. What is unknown is text. */
function saysText({ data }: Frame, kind: FrameKind): boolean {
  return data === undefined || kind === 'content' || kind === 'unread'
}

/** A caller that reads slowly holds the provider back; one that reads nothing is let go. */
function holdBack(
  { body }: Answer,
  exchange: Exchange,
  { config, silence, secret, readingPace }: RespondDeps,
) {
  const { reply } = exchange
  const redactor = createStreamRedactor(secret, readingPace)
  const fail = (error: unknown) => exchange.fail(error)
  /** Settled when the long event that is searched for the key has been sent. Never rejects. */
  let searching: Promise<void> | undefined
  const resume = () => {
    silence.paused = false
    body.resume()
  }
  reply.on(
    'drain',
    exchange.guard(() => {
      reply.setTimeout(0)
      if (!searching) resume()
    }),
  )
  const send = (bytes: Uint8Array) => {
    if (bytes.length === 0) return
    exchange.responseBytes += bytes.length
    if (reply.write(bytes) || silence.paused) return
    silence.paused = true
    body.pause()
    reply.setTimeout(config.slowReaderTimeoutMs)
  }
  const sendSearched = async (searched: Promise<Uint8Array>) => {
    silence.paused = true
    body.pause()
    const bytes = await searched
    silence.paused = false
    if (!exchange.aborted && stateOf(reply) === 'open') send(bytes)
  }
  const flush = () => {
    if (stateOf(reply) === 'open') send(redactor.end())
  }
  const pass = (bytes: Uint8Array): Promise<void> | undefined => {
    const passed = redactor.push(bytes)
    if (passed instanceof Promise) return sendSearched(passed)
    send(passed)
    return undefined
  }
  /** What comes meanwhile waits behind it. */
  const wait = (passing: Promise<void>) => {
    const over = () => {
      if (searching !== mine) return
      searching = undefined
      if (!silence.paused) resume()
    }
    const mine = passing.then(over).catch(fail)
    searching = mine
  }
  return {
    write(bytes: Uint8Array): void {
      const passing = searching ? searching.then(() => pass(bytes)) : pass(bytes)
      if (passing) wait(passing)
    },
    /** Sends what is still in doubt: no more will come. Undefined: it is sent; what is aborted waits for nothing. */
    end(): Promise<void> | undefined {
      if (searching && !exchange.aborted) return searching.then(flush)
      flush()
      return undefined
    },
  }
}
