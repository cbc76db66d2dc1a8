// Asks a provider and returns its answer. Redirects are not followed. A request is sent a second time in one case only: if
// the provider refused the question for usage that the gateway had put in, that question is left out.
import type { Dispatcher } from 'undici'
import { headersOfAnyFormat, upstreamHeaders } from '../answer/headers.ts'
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
import { queryOf, sha256OfBody, upstreamBody } from './upstream-request.ts'
import { readUsageRefusal, type UsageWishes } from './usage-wish.ts'

const nothing = Buffer.alloc(0)

export interface CallDeps {
  readonly bytesInFlight: BytesInFlight
  readonly readingPace: ReadingPace
  readonly dispatcher: Dispatcher
  readonly registry: ProviderRegistry
  readonly usageWishes: UsageWishes
}

/** Rejects with `upstream_*`, `provider_locked`, or with the reason for which the attempt was cancelled. */
export async function call(attempt: Attempt, request: ReadRequest, deps: CallDeps): Promise<Answer> {
  const { exchange, target } = attempt
  const { usageWishes } = deps
  const plain = withoutUsageWish(attempt.facts)
  const isRefused = target.provider.adapter.refusesUsageWish || usageWishes.isRefusedBy(target.provider)
  const wishes = isRefused ? plain : attempt.facts
  attempt.hidesUsage = wishes.usageEdits.length > 0
  if (target.provider.adapter.answer) return answerHere(attempt, request, target.provider.adapter.answer)
  if (!attempt.hidesUsage) return ask(attempt, request, plain, false, deps)
  // The body is still needed if the provider refuses the first try.
  const { body } = request
  const first = await readUsageRefusal(await ask(attempt, request, wishes, true, deps), body)
  if (!first.refused) {
    if (!attempt.isBodyKept) deps.bytesInFlight.give(exchange, exchange.requestBytes)
    return first.answer
  }
  first.answer.body.cancel()
  // The second try is exactly the caller's request, so any usage in its answer is one that the caller asked for.
  attempt.hidesUsage = false
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
  const { exchange, facts, inputTokens, target } = attempt
  const { choices, maxOutputTokens, stream } = facts
  return playAnswer(
    attempt,
    answer({
      atMs: exchange.startedAtMs,
      format: target.format,
      body,
      stream,
      maxOutputTokens: maxOutputTokens && Math.floor(maxOutputTokens / choices),
      inputTokens,
    }),
  )
}

/**
 * Sends one request to the provider and returns its answer. The body is freed as soon as it is sent, because the answer may
 * take long. `isKept` says that the caller of this function keeps the body, and that it gives the bytes in flight back
 * itself.
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
  let isSent = isKept || attempt.isBodyKept
  const sent = () => {
    if (!isSent) deps.bytesInFlight.give(exchange, exchange.requestBytes)
    isSent = true
  }
  const question = {
    facts,
    model: target.model,
    purpose,
    query: attempt.translation ? '' : queryOf(exchange),
  } as const
  const call = provider.adapter.callFor
  const { pathSuffix, query, headers, edits } =
    call?.(question, target.format, providerFormat.callFor) ?? providerFormat.callFor(question)
  const path = endpoint.path + pathSuffix + joined(endpoint.query ?? '', query)
  const passed = attempt.translation
    ? { ...headersOfAnyFormat(exchange.request.headers), ...attempt.translation.headers }
    : upstreamHeaders(exchange.request.headers)
  const outgoing = {
    format: target.format,
    method: 'POST',
    url: new URL(endpoint.origin + path),
    contentType: passed['content-type'],
    bodySha256: () => sha256OfBody(request.body, edits),
  }
  const credential = await deps.registry.credential(provider, outgoing, attempt.keyId)
  attempt.keyId = credential.keyId
  attempt.secret = credential.filter
  if (scope.reason) throw scope.reason
  const { body, bytes } = upstreamBody(request.body, edits, sent)
  request.body = nothing
  const options: Dispatcher.DispatchOptions = {
    origin: endpoint.origin,
    path,
    method: 'POST',
    headers: {
      ...passed,
      ...headers,
      'accept-encoding': 'identity',
      ...credential.headers,
      'content-length': String(bytes),
    },
    body,
  }
  const answer = await sendOverNetwork(attempt, options, deps.dispatcher, deps.readingPace)
  // A short body has no `onSent`, and a provider may answer without having taken all of a long one.
  sent()
  return readable(answer, attempt, deps.readingPace)
}

/** Two queries as one, each with its question mark or empty. */
function joined(first: string, second: string): string {
  return first === '' ? second : first + second.replace('?', '&')
}

/** Refuses redirects and answers that cannot be decoded, and cancels the attempt so that no more of the answer is read. */
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
