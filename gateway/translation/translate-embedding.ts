import { setImmediate as nextTurn } from 'node:timers/promises'
import { Receipt } from '../chat/receipt.ts'
import { headOf } from '../chat/request-head.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { formatOf } from '../formats/index.ts'
import type { Client } from '../identity/clients.ts'
import type { ReadRequest } from '../ingress/read-request.ts'
import type { Target } from '../routing/choose-target.ts'
import { EmbeddingTranslation } from './embedding-translation.ts'
import { refuseLoss, type TranslateDeps } from './translate-request.ts'
import { takeBody, understandWritten } from './understand-written.ts'

/** Does for a request of embeddings what `translateRequest` does for a conversation, and rejects as it does. */
export async function translateEmbedding(
  exchange: Exchange,
  client: Client,
  request: ReadRequest,
  target: Target,
  deps: TranslateDeps,
): Promise<ReadRequest> {
  const caller = exchange.caller.embedding
  const provider = formatOf(target.format).provider.embedding
  if (!caller || !provider) throw new GatewayError('internal')
  const receipt = new Receipt()
  const asked = caller.readRequest({ head: headOf(exchange.request), body: takeBody(request) }, receipt)
  // As with a long conversation, others have a turn in between.
  await nextTurn()
  const written = provider.writeRequest(asked, { model: target.model })
  const onUnsupported = client.onUnsupported ?? deps.config().onUnsupported
  refuseLoss(receipt, target, onUnsupported)
  await nextTurn()
  const understood = await understandWritten(written, target.format, exchange, deps)
  const translation = new EmbeddingTranslation({
    caller,
    callerFormat: exchange.format,
    provider,
    providerId: target.provider.record.id,
    requestId: exchange.requestId.replace(/^req_|[^A-Za-z0-9]/g, ''),
    asked: {
      model: exchange.asksRoute ? target.model : request.facts.model,
      texts: asked.texts.length,
      answerForm: asked.answerForm,
    },
    receipt,
    showsReceipt: onUnsupported !== 'drop',
  })
  return { ...understood, translation }
}
