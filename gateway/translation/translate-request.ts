import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import { isRecord, parseJson } from '../bytes/json-value.ts'
import { Receipt } from '../chat/receipt.ts'
import { invalid } from '../chat/request-facts.ts'
import { headOf } from '../chat/request-head.ts'
import type { Config } from '../config/schema.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { formats } from '../formats/index.ts'
import type { Client } from '../identity/clients.ts'
import { type ReadRequest, type ReadRequestDeps, understand } from '../ingress/read-request.ts'
import type { Target } from '../routing/choose-target.ts'
import { AnswerTranslation } from './answer-translation.ts'
import { createSealKeeper, type KeptSeals } from './kept-seals.ts'

const nothing = Buffer.alloc(0)

export interface TranslateDeps extends ReadRequestDeps {
  readonly bytesInFlight: BytesInFlight
  readonly keptSeals: KeptSeals
  readonly config: () => Config
  /** The context with which a target's model is to be loaded, where a request can say so. Undefined if the server decides. */
  readonly contextTokensFor?: (target: Pick<Target, 'provider' | 'model'>) => number | undefined
}

/**
 * Writes the request in the format that the target is asked in, as if a client of that format had sent it. Everything after
 * this reads, counts and prices what is really sent. Rejects with `request_invalid`, with `translation_lossy` if the user
 * wants nothing to be left out, or with `overloaded`.
 */
export async function translateRequest(
  exchange: Exchange,
  client: Client,
  request: ReadRequest,
  target: Target,
  deps: TranslateDeps,
): Promise<ReadRequest> {
  const { caller } = exchange
  const { provider } = formats[target.format]
  if (!caller.translation || !provider.translation) throw new GatewayError('internal')
  const body = parseJson(request.body.toString('utf8'))
  if (!isRecord(body)) throw invalid('The body must be a JSON object.')
  const { length } = request.body
  request.body = nothing // it is in memory as JSON now
  const receipt = new Receipt()
  const read = caller.translation.readConversation({ head: headOf(exchange.request), body }, receipt)
  const conversation = deps.keptSeals.putBack(client.id, read)
  // A long conversation takes some milliseconds to read and some more to write: others have a turn in between.
  await nextTurn()
  const asked = { model: target.model, contextTokens: deps.contextTokensFor?.(target) }
  const written = provider.translation.writeRequest(conversation, asked, receipt)
  refuseLoss(receipt, target, deps.config())
  await nextTurn()
  const bytes = Buffer.from(JSON.stringify(written.body))
  await deps.bytesInFlight.take(exchange, Math.max(0, bytes.length - length))
  const understood = await understand(
    target.format,
    { path: written.path, query: written.query, headers: {} },
    bytes,
    deps,
  )
  const translation = new AnswerTranslation({
    caller,
    provider: provider.translation,
    providerId: target.provider.record.id,
    written,
    receipt,
    showsReceipt: deps.config().onUnsupported !== 'drop',
    head: {
      id: exchange.requestId.replace(/^req_|[^A-Za-z0-9]/g, ''),
      model: request.facts.model,
      createdAtMs: exchange.startedAtMs,
      usageAsked: request.facts.usageEdits.length === 0,
      request: body,
    },
    mintIds: () => randomUUID().replaceAll('-', ''),
    onPart: createSealKeeper(deps.keptSeals, client.id),
  })
  return { ...understood, translation }
}

function refuseLoss(
  { dropped }: Receipt,
  { provider }: Target,
  { onUnsupported }: Pick<Config, 'onUnsupported'>,
): void {
  if (onUnsupported !== 'reject' || dropped.length === 0) return
  const members = dropped.map(({ path, reason }) => `${path} (${reason})`).join(', ')
  throw new GatewayError('translation_lossy', {
    provider: provider.record.id,
    members: members.slice(0, 2000),
  })
}
