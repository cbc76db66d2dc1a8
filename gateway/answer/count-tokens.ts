// Answers how many tokens a request has, for those formats whose clients can ask for it.

import type { AskDeps } from '../attempts/ask-candidate.ts'
import { Attempt } from '../attempts/attempt.ts'
import { closeAttempt } from '../attempts/close-attempt.ts'
import { countForTarget } from '../attempts/count-for-target.ts'
import { firstToSpeak, type SpeakDeps } from '../attempts/first-to-speak.ts'
import { peek } from '../attempts/peek.ts'
import { requestFor } from '../attempts/request-for.ts'
import { readWholeAnswer } from '../attempts/whole-answer.ts'
import type { Answer } from '../bytes/relay.ts'
import type { AttemptEnd } from '../contract/attempts.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { formatNames, type WireFormat } from '../formats/index.ts'
import type { Client } from '../identity/clients.ts'
import type { ReadRequest } from '../ingress/read-request.ts'
import { type Catalog, chooseTarget, type Target } from '../routing/choose-target.ts'
import { candidatesOf } from '../routing/plan-model.ts'
import { sendJson } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'
import { respond } from './respond.ts'

/** Like `chooseTarget`, but it also takes a model whose provider speaks another format, since its tokens can be counted. */
function chooseForCount(asked: string, format: WireFormat, catalog: Catalog): Target {
  const others = formatNames.filter(name => name !== format)
  let refusal: unknown
  for (const name of [format, ...others]) {
    try {
      return { ...chooseTarget(asked, name, catalog), format }
    } catch (error) {
      refusal = error
      const isOfAnother = error instanceof GatewayError && error.code === 'format_unsupported'
      if (!isOfAnother) break
    }
  }
  throw refusal
}

/** Answers with the provider's count if it counts, else with the gateway's own. `model` is as for `chooseTarget`. Nothing is held for it. */
export async function countTokens(
  exchange: Exchange,
  client: Client,
  request: ReadRequest,
  model: string,
  deps: AskDeps & { readonly catalog: () => Catalog },
): Promise<void> {
  const target = chooseForCount(model, exchange.format, deps.catalog())
  exchange.target = target
  const asked = await requestFor(target, { exchange, client, request }, false, deps)
  const attempt = new Attempt(exchange, await countForTarget(asked, target, deps))
  attempt.keyId = candidatesOf(target, deps.health)[0]?.keyId
  const answer = await providersCount(attempt, asked, deps)
  if (!answer) return answerOwnCount(attempt)
  const { bytesInFlight, largeAnswers, readingPace } = deps
  const { secret } = attempt
  const read = await readWholeAnswer(answer, attempt, { bytesInFlight, largeAnswers, secret })
  const close = (how: AttemptEnd) => closeAttempt(attempt, how, deps)
  const speech = { type: 'whole', answer, read } as const
  await respond(speech, attempt, { config: deps.config(), secret, readingPace, close })
}

/**
 * The provider's own count, or its refusal. Undefined if the provider does not count tokens. Rejects as `firstToSpeak` does.
 */
async function providersCount(
  attempt: Attempt,
  request: ReadRequest,
  deps: SpeakDeps,
): Promise<Answer | undefined> {
  const { provider, model, format } = attempt.target
  if (!provider.countTokens?.[format]) return undefined
  const { answer } = await firstToSpeak(attempt, request, deps)
  const { text, again } = await peek(answer)
  // Some providers that speak this format have no path for counting. If instead the model was not found, the error names the
  // model.
  const hasNone = [404, 405, 501].includes(again.status) && !text.includes(model)
  if (!hasNone) return again
  again.body.cancel()
  return undefined
}

/** Answers with the gateway's own count. A header marks it as an estimate. */
function answerOwnCount({ exchange, inputTokens }: Attempt): void {
  const body = JSON.stringify(exchange.caller.countBody?.(inputTokens) ?? {})
  exchange.responseBytes = body.length
  sendJson(exchange.reply, 200, body, { ...gatewayHeaders(exchange, true), 'x-gatehouse-estimate': 'true' })
}
