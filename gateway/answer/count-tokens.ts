// Answers how many tokens a request has, for those formats whose clients can ask for it.

import type { Attempt } from '../attempts/attempt.ts'
import { firstToSpeak, type SpeakDeps, type Speech } from '../attempts/first-to-speak.ts'
import { peek } from '../attempts/peek.ts'
import { GatewayError } from '../errors.ts'
import { formatNames, type WireFormat } from '../formats/index.ts'
import type { ReadRequest } from '../ingress/read-request.ts'
import { type Catalog, chooseTarget, type Target } from '../routing/choose-target.ts'
import { sendJson } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'

/** Like `chooseTarget`, but it also takes a model whose provider speaks another format, since its tokens can be counted. */
export function chooseForCount(asked: string, format: WireFormat, catalog: Catalog): Target {
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

/**
 * The provider's own count, or its refusal. Undefined if the provider does not count tokens. Rejects as `firstToSpeak` does.
 */
export async function speechForCount(
  attempt: Attempt,
  request: ReadRequest,
  deps: SpeakDeps,
): Promise<Speech | undefined> {
  const { provider, model, format } = attempt.target
  if (!provider.countTokens?.[format]) return undefined
  const { answer } = await firstToSpeak(attempt, request, deps)
  const { text, again } = await peek(answer)
  // Some providers that speak this format have no path for counting. If instead the model was not found, the error names the
  // model.
  const hasNone = [404, 405, 501].includes(again.status) && !text.includes(model)
  if (!hasNone) return { type: 'whole', answer: again }
  again.body.cancel()
  return undefined
}

/** Answers with the gateway's own count. A header marks it as an estimate. */
export function answerOwnCount({ exchange, inputTokens }: Attempt): void {
  const body = JSON.stringify(exchange.caller.countBody?.(inputTokens) ?? {})
  exchange.responseBytes = body.length
  sendJson(exchange.reply, 200, body, { ...gatewayHeaders(exchange, true), 'x-gatehouse-estimate': 'true' })
}
