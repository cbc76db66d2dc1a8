// How many tokens a message has: https://docs.anthropic.com/en/api/messages-count-tokens

import { type CallDeps, call } from '../attempts/call.ts'
import { peek } from '../attempts/peek.ts'
import type { Answer } from '../bytes/relay.ts'
import type { WireFormat } from '../contract/chat.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { DecodedRequest } from '../ingress/decode.ts'
import { type Catalog, chooseTarget, type Target } from '../routing/choose-target.ts'
import { sendJson } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'

/** As `chooseTarget`, but a model of a provider that speaks another format can be counted for all the same. */
export function chooseForCount(asked: string, format: WireFormat, catalog: Catalog): Target {
  try {
    return chooseTarget(asked, format, catalog)
  } catch (error) {
    const isOfAnother = error instanceof GatewayError && error.code === 'format_unsupported'
    if (!isOfAnother) throw error
    return chooseTarget(asked, 'openai-chat', catalog)
  }
}

/** The provider's own count, or its refusal; undefined where it does not count. Rejects as `call` does. */
export async function callForCount(
  exchange: Exchange,
  decoded: DecodedRequest,
  target: Target,
  deps: CallDeps,
): Promise<Answer | undefined> {
  if (!target.provider?.countTokens) return undefined
  const { text, again } = await peek(await call(exchange, decoded, target, deps))
  // Others that speak the format have no such path. That a model is not found is told with its name.
  const hasNone = [404, 405, 501].includes(again.status) && !text.includes(target.model)
  if (!hasNone) return again
  again.body.cancel()
  return undefined
}

/** The gateway's count, marked as what it is. */
export function answerOwnCount(exchange: Exchange): void {
  const body = JSON.stringify({ input_tokens: exchange.inputTokens })
  exchange.responseBytes = body.length
  sendJson(exchange.reply, 200, body, { ...gatewayHeaders(exchange, true), 'x-gatehouse-estimate': 'true' })
}
