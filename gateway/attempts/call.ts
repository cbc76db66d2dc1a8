// All network traffic to providers: one request, one answer, deadlines, no redirects, and no
// retries but the one that leaves out what the gateway itself had put in.
import type { Dispatcher } from 'undici'
import { upstreamHeaders } from '../answer/headers.ts'
import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import { decodeContent } from '../bytes/content-encoding.ts'
import { type Answer, createByteRelay, type ReadingPace } from '../bytes/relay.ts'
import type { Provider, ProviderRegistry } from '../catalog/provider-registry.ts'
import { GatewayError, toGatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { DecodedRequest } from '../ingress/decode.ts'
import { describeConnectionFailure } from '../network/connection-failure.ts'
import type { Target } from '../routing/choose-target.ts'
import { callSandbox } from './sandbox-call.ts'
import { queryOf, upstreamBody } from './upstream-request.ts'
import { readUsageRefusal, type UsageWishes, withoutUsageWish } from './usage-wish.ts'

const nothing = Buffer.alloc(0)

export interface CallDeps {
  readonly bytesInFlight: BytesInFlight
  readonly readingPace: ReadingPace
  readonly dispatcher: Dispatcher
  readonly registry: ProviderRegistry
  readonly usageWishes: UsageWishes
}

/** Rejects with `upstream_*`, `provider_locked`, or with what aborted the exchange. */
export async function call(
  exchange: Exchange,
  decoded: DecodedRequest,
  target: Target,
  deps: CallDeps,
): Promise<Answer> {
  const { provider } = target
  if (!provider) return callSandbox(exchange, decoded)
  const { usageWishes } = deps
  const ask = (request: DecodedRequest, isKept = false) =>
    askOnce(exchange, request, { target, provider, isKept }, deps)
  if (usageWishes.isRefusedBy(provider)) return ask(withoutUsageWish(exchange, decoded))
  if (decoded.facts.usageEdits.length === 0) return ask(decoded)
  const again = { ...decoded } // the body is still needed where the first try is refused
  const first = await readUsageRefusal(await ask(decoded, true), again)
  if (!first.refused) {
    again.body = nothing
    deps.bytesInFlight.give(exchange, exchange.requestBytes)
    return first.answer
  }
  first.answer.body.cancel()
  const second = await ask(withoutUsageWish(exchange, again))
  if (second.status < 300) usageWishes.refusedBy(provider)
  return second
}

interface Asking {
  readonly target: Target
  readonly provider: Provider
  /** Somebody keeps the body after it was sent, and counts it among the bytes in flight until then. */
  readonly isKept: boolean
}

/** One request to the provider, and its answer. The body is let go of as it is sent: an answer may take long. */
async function askOnce(
  exchange: Exchange,
  decoded: DecodedRequest,
  { target, provider, isKept }: Asking,
  deps: CallDeps,
): Promise<Answer> {
  const { protocol } = exchange
  const purpose = exchange.purpose === 'count' ? 'count' : 'answer'
  const endpoint = purpose === 'count' ? provider.countTokens : provider.endpoints[protocol.format]
  if (!endpoint) throw new GatewayError('internal')
  const credential = await deps.registry.credential(provider)
  if (exchange.aborted) throw exchange.aborted
  let isSent = isKept
  const sent = () => {
    if (!isSent) deps.bytesInFlight.give(exchange, exchange.requestBytes)
    isSent = true
  }
  const { facts } = decoded
  const { pathSuffix, query, headers, edits } = protocol.callFor({
    facts,
    model: target.model,
    purpose,
    query: queryOf(exchange),
  })
  const { body, bytes } = upstreamBody(decoded.body, edits, sent)
  decoded.body = nothing
  const answer = await send(exchange, deps, provider, {
    origin: endpoint.origin,
    path: endpoint.path + pathSuffix + query,
    method: 'POST',
    headers: {
      ...upstreamHeaders(exchange.request.headers),
      ...headers,
      'accept-encoding': 'identity',
      ...credential,
      'content-length': String(bytes),
    },
    body,
  })
  sent() // or not wanted
  if (answer.status >= 300 && answer.status < 400) {
    exchange.abort(new GatewayError('upstream_redirected', { provider: provider.record.id }))
    throw exchange.aborted
  }
  return readable(answer, exchange, provider, deps.readingPace)
}

/** What cannot be decoded is not passed on, and no more of it is wanted. */
function readable(answer: Answer, exchange: Exchange, { record }: Provider, pace: ReadingPace): Answer {
  try {
    return decodeContent(answer, record.id, pace)
  } catch (error) {
    exchange.abort(toGatewayError(error))
    throw error
  }
}

function send(
  exchange: Exchange,
  { dispatcher, readingPace: pace }: CallDeps,
  provider: Provider,
  options: Dispatcher.DispatchOptions,
): Promise<Answer> {
  const { marks } = exchange
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let answered = false
    const flow = {
      pause: () => controller?.pause(),
      resume: () => controller?.resume(),
      cancel: () => controller?.abort(new Error('no more of the answer is wanted')),
    }
    const relay = createByteRelay(flow, pace)
    exchange.onAbort(reason => {
      reject(reason)
      controller?.abort(reason)
    })
    dispatcher.dispatch(options, {
      onRequestStart: exchange.guard((started: Dispatcher.DispatchController) => {
        controller = started
        // While it waited for a connection there was nothing to abort yet.
        if (exchange.aborted) return started.abort(exchange.aborted)
        marks.sentMs = exchange.elapsedMs()
        exchange.upstreamStatus = undefined // of a first try, if any: what this one comes to is open
      }),
      onResponseStart: exchange.guard((_: unknown, status: number, headers: Answer['headers']) => {
        if (status < 200) return // 102 Processing, 103 Early Hints: the answer follows
        answered = true
        marks.headersMs = exchange.elapsedMs()
        exchange.upstreamStatus = status
        resolve({ status, headers, body: relay })
      }),
      onResponseData: exchange.guard((_: unknown, chunk: Uint8Array) => relay.data(chunk)),
      onResponseEnd: exchange.guard(() => {
        controller = undefined
        relay.end()
      }),
      onResponseError: exchange.guard((_: unknown, error: Error) => {
        controller = undefined
        const failure = explain(error, provider, answered)
        reject(failure)
        relay.fail(failure)
      }),
    })
  })
}

function explain(error: Error, { record }: Provider, answered: boolean): GatewayError {
  const options = { cause: error }
  if (answered) return new GatewayError('upstream_truncated', { provider: record.id }, options)
  const reason = describeConnectionFailure(error)
  return new GatewayError('upstream_unreachable', { provider: record.id, reason }, options)
}
