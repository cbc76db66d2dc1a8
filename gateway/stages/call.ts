// All network traffic to providers: one request, one answer, deadlines, no hidden retries, no redirects.
import type { Dispatcher } from 'undici'
import { describeConnectionFailure } from '../connection-failure.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { Provider, ProviderRegistry } from '../provider-registry.ts'
import { type Answer, createByteRelay } from './answer.ts'
import { decodeContent } from './content-encoding.ts'
import type { DecodedRequest } from './decode.ts'
import { upstreamHeaders } from './headers.ts'
import type { Target } from './route.ts'
import { callSandbox } from './sandbox-call.ts'
import { queryOf, upstreamBody } from './upstream-request.ts'

export interface CallDeps {
  readonly dispatcher: Dispatcher
  readonly registry: ProviderRegistry
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
  const endpoint = provider.endpoints[exchange.protocol.format]
  if (!endpoint) throw new GatewayError('internal')
  const credential = await deps.registry.credential(provider)
  if (exchange.aborted) throw exchange.aborted
  const answer = await send(exchange, deps.dispatcher, provider, {
    origin: endpoint.origin,
    path: endpoint.path + queryOf(exchange),
    method: 'POST',
    headers: { ...upstreamHeaders(exchange.request.headers), 'accept-encoding': 'identity', ...credential },
    body: upstreamBody(decoded.body, decoded.facts, target.model),
  })
  if (answer.status >= 300 && answer.status < 400) {
    exchange.abort(new GatewayError('upstream_redirected', { provider: provider.record.id }))
    throw exchange.aborted
  }
  return decodeContent(answer)
}

function send(
  exchange: Exchange,
  dispatcher: Dispatcher,
  provider: Provider,
  options: Dispatcher.DispatchOptions,
): Promise<Answer> {
  const { marks } = exchange
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    const relay = createByteRelay({
      pause: () => controller?.pause(),
      resume: () => controller?.resume(),
      cancel: () => controller?.abort(new Error('no more of the answer is wanted')),
    })
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
      }),
      onResponseStart: exchange.guard((_: unknown, status: number, headers: Answer['headers']) => {
        if (status < 200) return // 102 Processing, 103 Early Hints: the answer follows
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
        const failure = explain(error, provider, marks.headersMs !== undefined)
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
