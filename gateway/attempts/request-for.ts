// What is sent to a target is always made anew from what the caller sent, and never from what another target was sent.
import { mayCarrySeals } from '../chat/carried-seal.ts'
import type { Exchange } from '../exchange.ts'
import type { Client } from '../identity/clients.ts'
import type { ReadRequest } from '../ingress/read-request.ts'
import type { Target } from '../routing/choose-target.ts'
import { withoutForeignSeals } from '../translation/foreign-seals.ts'
import { translateEmbedding } from '../translation/translate-embedding.ts'
import { type TranslateDeps, translateRequest } from '../translation/translate-request.ts'

/**
 * The request as the target is to be asked. Frees the body of `request` if it is not needed any more. Rejects as
 * `translateRequest` does.
 */
export async function requestFor(
  target: Target,
  { exchange, client, request }: { exchange: Exchange; client: Client; request: ReadRequest },
  withoutSeals: boolean,
  deps: TranslateDeps,
): Promise<ReadRequest> {
  if (target.format !== exchange.format && exchange.caller.embedding)
    return await translateEmbedding(exchange, client, request, target, deps)
  if (target.format !== exchange.format || withoutSeals)
    return await translateRequest(exchange, client, request, target, deps, { withoutSeals })
  if (mayCarrySeals(request.body)) return await withoutForeignSeals(exchange, request, deps)
  return request
}
