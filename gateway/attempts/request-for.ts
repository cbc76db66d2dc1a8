// What is sent to a target is always made anew from what the caller sent, and never from what another target was sent.
import { mayCarrySeals } from '../chat/carried-seal.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { formats } from '../formats/index.ts'
import type { Client } from '../identity/clients.ts'
import type { ReadRequest } from '../ingress/read-request.ts'
import type { Target } from '../routing/choose-target.ts'
import { mayBeContinued } from '../translation/continuation.ts'
import { withoutForeignSeals } from '../translation/foreign-seals.ts'
import { remotePartsOf } from '../translation/remote-media.ts'
import { translateEmbedding } from '../translation/translate-embedding.ts'
import {
  capabilitiesOf,
  conversationIn,
  type HowToTranslate,
  type TranslateDeps,
  translateRequest,
} from '../translation/translate-request.ts'

export interface CallersRequest {
  readonly exchange: Exchange
  readonly client: Client
  readonly request: ReadRequest
}

/**
 * The request as the target is to be asked. Frees the body of `request` if it is not needed any more. Rejects as
 * `translateRequest` does.
 */
export function requestFor(
  target: Target,
  asked: CallersRequest,
  how: HowToTranslate,
  deps: TranslateDeps,
): Promise<ReadRequest> | ReadRequest {
  const isPassedOn =
    target.format === asked.exchange.format && !how.withoutSeals && !how.goesOn && !how.mayBeContinued
  return isPassedOn && !mayCarrySeals(asked.request.body)
    ? asked.request
    : rewritten(target, asked, how, deps)
}

async function rewritten(
  target: Target,
  asked: CallersRequest,
  how: HowToTranslate,
  deps: TranslateDeps,
): Promise<ReadRequest> {
  const { exchange, client, request } = asked
  if (target.format !== exchange.format && exchange.caller.embedding)
    return await translateEmbedding(exchange, client, request, target, deps)
  if (target.format !== exchange.format || how.withoutSeals || how.goesOn)
    return await translateRequest(exchange, client, request, target, deps, how)
  const continuable = how.mayBeContinued && (await asContinuable(target, asked, deps))
  if (continuable) return continuable
  if (mayCarrySeals(request.body)) return await withoutForeignSeals(exchange, request, deps)
  return request
}

/**
 * The request for a target of the caller's own format, written by the gateway although it could be passed on as it is: only
 * a stream that the gateway writes can be gone on with by another target. Undefined if that is not allowed for this request, or
 * if anything of it would not reach the target as the caller wrote it.
 */
async function asContinuable(
  target: Target,
  { exchange, client, request }: CallersRequest,
  deps: TranslateDeps,
): Promise<ReadRequest | undefined> {
  const { translation } = formats[target.format].provider
  if (!exchange.caller.translation || !translation || hasBetas(exchange)) return undefined
  try {
    const conversation = conversationIn(exchange, { ...request })
    // What the provider would fetch by itself is left to it.
    const isAllThere = remotePartsOf(conversation, capabilitiesOf(target)).length === 0
    if (!isAllThere || !mayBeContinued(conversation)) return undefined
    const copy = { ...request }
    const written = await translateRequest(exchange, client, copy, target, deps, { mayBeContinued: true })
    const { receipt } = written.translation ?? {}
    return receipt?.dropped.length === 0 && receipt.changed.length === 0 ? written : undefined
  } catch (error) {
    if (exchange.scope.reason || !isUnwritable(error)) throw error
    return undefined
  }
}

function isUnwritable(error: unknown): boolean {
  return (
    error instanceof GatewayError && (error.code === 'translation_lossy' || error.code === 'request_invalid')
  )
}

/** Features that a caller opts in to by a header are known to its format's providers alone. */
function hasBetas({ request: { headers } }: Exchange): boolean {
  return Object.keys(headers).some(name => name.endsWith('-beta'))
}
