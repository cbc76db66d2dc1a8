// How many tokens a request has, for the formats whose clients may ask that.
import { type CallDeps, call } from '../attempts/call.ts'
import { peek } from '../attempts/peek.ts'
import type { Answer } from '../bytes/relay.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { formatNames, type WireFormat } from '../formats/index.ts'
import type { DecodedRequest } from '../ingress/decode.ts'
import { type Catalog, chooseTarget, type Target } from '../routing/choose-target.ts'
import { sendJson } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'

/** As `chooseTarget`, but a model of a provider that speaks another format can be counted for all the same. */
export function chooseForCount(asked: string, format: WireFormat, catalog: Catalog): Target {
  const others = formatNames.filter(name => name !== format)
  let refusal: unknown
  for (const name of [format, ...others]) {
    try {
      return chooseTarget(asked, name, catalog)
    } catch (error) {
      refusal = error
      const isOfAnother = error instanceof GatewayError && error.code === 'format_unsupported'
      if (!isOfAnother) break
    }
  }
  throw refusal
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
  const body = JSON.stringify(exchange.protocol.countBody?.(exchange.inputTokens ?? 0) ?? {})
  exchange.responseBytes = body.length
  sendJson(exchange.reply, 200, body, { ...gatewayHeaders(exchange, true), 'x-gatehouse-estimate': 'true' })
}
