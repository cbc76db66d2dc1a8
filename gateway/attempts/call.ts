// What an attempt asks of its provider, and the answer: no redirects, and no retries but the one that leaves out what the
// gateway itself had put in.
import type { Dispatcher } from 'undici'
import { upstreamHeaders } from '../answer/headers.ts'
import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import { decodeContent } from '../bytes/content-encoding.ts'
import type { Answer, ReadingPace } from '../bytes/relay.ts'
import type { ProviderRegistry } from '../catalog/provider-registry.ts'
import type { RequestFacts } from '../chat/request-facts.ts'
import { GatewayError, toGatewayError } from '../errors.ts'
import type { ReadRequest } from '../ingress/read-request.ts'
import type { Attempt } from './attempt.ts'
import { sendOverNetwork } from './network-transport.ts'
import { playAnswer } from './simulated-transport.ts'
import { queryOf, upstreamBody } from './upstream-request.ts'
import { readUsageRefusal, type UsageWishes } from './usage-wish.ts'

const nothing = Buffer.alloc(0)

export interface CallDeps {
  readonly bytesInFlight: BytesInFlight
  readonly readingPace: ReadingPace
  readonly dispatcher: Dispatcher
  readonly registry: ProviderRegistry
  readonly usageWishes: UsageWishes
}

/** Rejects with `upstream_*`, `provider_locked`, or with what the attempt was cancelled for. */
export async function call(attempt: Attempt, request: ReadRequest, deps: CallDeps): Promise<Answer> {
  const { exchange, target } = attempt
  const { usageWishes } = deps
  const plain = withoutUsageWish(attempt.facts)
  const wishes = usageWishes.isRefusedBy(target.provider) ? plain : attempt.facts
  attempt.hidesUsage = wishes.usageEdits.length > 0
  if (target.provider.adapter.answer) return answerHere(attempt, request, target.provider.adapter.answer)
  if (!attempt.hidesUsage) return ask(attempt, request, plain, false, deps)
  const { body } = request // is still needed where the first try is refused
  const first = await readUsageRefusal(await ask(attempt, request, wishes, true, deps), body)
  if (!first.refused) {
    deps.bytesInFlight.give(exchange, exchange.requestBytes)
    return first.answer
  }
  first.answer.body.cancel()
  attempt.hidesUsage = false // from here on it is the caller's own request, and so is any usage that comes
  request.body = body
  const second = await ask(attempt, request, plain, false, deps)
  if (second.status < 300) usageWishes.refusedBy(target.provider)
  return second
}

function withoutUsageWish(facts: RequestFacts): RequestFacts {
  return facts.usageEdits.length === 0 ? facts : { ...facts, usageEdits: [] }
}

function answerHere(
  attempt: Attempt,
  { body }: ReadRequest,
  answer: NonNullable<Attempt['target']['provider']['adapter']['answer']>,
): Answer {
  const { facts, inputTokens, target } = attempt
  const { choices, maxOutputTokens, stream } = facts
  return playAnswer(
    attempt,
    answer({
      format: target.format,
      body,
      stream,
      maxOutputTokens: maxOutputTokens && Math.floor(maxOutputTokens / choices),
      inputTokens,
    }),
  )
}

/**
 * One request to the provider, and its answer. The body is let go of as it is sent: an answer may take long. `isKept`: somebody
 * keeps it nevertheless, and counts it among the bytes in flight until then.
 */
async function ask(
  attempt: Attempt,
  request: ReadRequest,
  facts: RequestFacts,
  isKept: boolean,
  deps: CallDeps,
): Promise<Answer> {
  const { exchange, providerFormat, scope, target } = attempt
  const { provider } = target
  const purpose = exchange.purpose === 'count' ? 'count' : 'answer'
  const endpoint = (purpose === 'count' ? provider.countTokens : provider.endpoints)?.[target.format]
  if (!endpoint) throw new GatewayError('internal')
  const credential = await deps.registry.credential(provider)
  if (scope.reason) throw scope.reason
  let isSent = isKept
  const sent = () => {
    if (!isSent) deps.bytesInFlight.give(exchange, exchange.requestBytes)
    isSent = true
  }
  const { pathSuffix, query, headers, edits } = providerFormat.callFor({
    facts,
    model: target.model,
    purpose,
    query: queryOf(exchange),
  })
  const { body, bytes } = upstreamBody(request.body, edits, sent)
  request.body = nothing
  const options: Dispatcher.DispatchOptions = {
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
  }
  const answer = await sendOverNetwork(attempt, options, deps.dispatcher, deps.readingPace)
  sent() // or not wanted
  return readable(answer, attempt, deps.readingPace)
}

/** What leads elsewhere or cannot be decoded is not passed on, and no more of it is wanted. */
function readable(answer: Answer, { scope, target }: Attempt, pace: ReadingPace): Answer {
  const provider = target.provider.record.id
  try {
    if (answer.status >= 300 && answer.status < 400)
      throw new GatewayError('upstream_redirected', { provider })
    return decodeContent(answer, provider, pace)
  } catch (error) {
    scope.cancel(toGatewayError(error))
    throw error
  }
}
