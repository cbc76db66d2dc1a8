import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import { isRecord, parseJson } from '../bytes/json-value.ts'
import { supportOf } from '../chat/capabilities.ts'
import { Receipt } from '../chat/receipt.ts'
import { invalid } from '../chat/request-facts.ts'
import { headOf } from '../chat/request-head.ts'
import type { ProviderTranslation, TranslationTarget } from '../chat/translation.ts'
import type { Config } from '../config/schema.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { formats, type WireFormat } from '../formats/index.ts'
import type { Client } from '../identity/clients.ts'
import { type ReadRequest, type ReadRequestDeps, understand } from '../ingress/read-request.ts'
import type { Target } from '../routing/choose-target.ts'
import { AnswerTranslation } from './answer-translation.ts'
import type { KeptSeals, ThoughtOrigin } from './kept-seals.ts'
import { createSealKeeper } from './seal-keeper.ts'
import { withUniqueCallIds } from './unique-call-ids.ts'

const nothing = Buffer.alloc(0)

export interface TranslateDeps extends ReadRequestDeps {
  readonly bytesInFlight: BytesInFlight
  readonly keptSeals: KeptSeals
  readonly config: () => Config
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
  const asked = {
    model: target.model,
    refusesThoughts: target.provider.adapter.refusesThoughts,
    mayMarkCache: !hasCacheMarks(exchange.format),
  }
  const origin = originOf(target, provider.translation, asked)
  const conversation = withUniqueCallIds(deps.keptSeals.putBack(client.id, read, origin), receipt)
  // A long conversation takes some milliseconds to read and some more to write: others have a turn in between.
  await nextTurn()
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
    onPart: createSealKeeper(deps.keptSeals, client.id, origin),
  })
  return { ...understood, translation }
}

/** What a format's providers can be asked for is what its callers can say. */
function hasCacheMarks(format: WireFormat): boolean {
  const { translation } = formats[format].provider
  return translation !== undefined && supportOf(translation.capabilities, 'cache_control') === 'yes'
}

/** A provider that was set up anew at another address is another one. */
function originOf(
  { provider: { record }, format }: Target,
  translation: ProviderTranslation,
  asked: TranslationTarget,
): ThoughtOrigin {
  const wantsThoughts = translation.wantsThoughtsBack?.(asked) ?? false
  return { format, provider: wantsThoughts ? `${format} ${record.id} ${record.baseUrl}` : undefined }
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
