import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  hasLongInteger,
  isRecord,
  type JsonRecord,
  parseKeepingDigits,
  withPlainNumbers,
} from '../bytes/json-value.ts'
import { callerPaths } from '../chat/caller-paths.ts'
import { type FormatCapabilities, supportOf } from '../chat/capabilities.ts'
import type { Conversation } from '../chat/conversation.ts'
import { Receipt } from '../chat/receipt.ts'
import { invalid } from '../chat/request-facts.ts'
import { headOf } from '../chat/request-head.ts'
import type { ProviderTranslation, TranslationTarget } from '../chat/translation.ts'
import type { OnUnsupported } from '../contract/clients.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { formats, type WireFormat } from '../formats/index.ts'
import type { Client } from '../identity/clients.ts'
import type { ReadRequest, ReadRequestDeps } from '../ingress/read-request.ts'
import type { Target } from '../routing/choose-target.ts'
import { AnswerTranslation } from './answer-translation.ts'
import { type InlineMediaDeps, inlineMedia } from './inline-media.ts'
import type { KeptSeals, ThoughtOrigin } from './kept-seals.ts'
import { withPlainBase64 } from './plain-base64.ts'
import { withoutAddresses } from './remote-media.ts'
import { createSealKeeper } from './seal-keeper.ts'
import { sealsLeftOut } from './seals-left-out.ts'
import { understandWritten } from './understand-written.ts'
import { withUniqueCallIds } from './unique-call-ids.ts'

const nothing = Buffer.alloc(0)

export interface TranslateDeps extends ReadRequestDeps, InlineMediaDeps {
  readonly keptSeals: KeptSeals
  /** The context with which a target's model is to be loaded, where a request can say so. Undefined if the server decides. */
  readonly contextTokensFor?: (target: Pick<Target, 'provider' | 'model'>) => number | undefined
}

/**
 * Writes the request in the format that the target is asked in, as if a client of that format had sent it. Everything after
 * this reads, counts and prices what is really sent. Rejects with `request_invalid`, with `translation_lossy` if
 * something would be left out that the client's own `onUnsupported`, or else the setting, does not let be, or with
 * `overloaded`.
 */
export async function translateRequest(
  exchange: Exchange,
  client: Client,
  request: ReadRequest,
  target: Target,
  deps: TranslateDeps,
  { withoutSeals = false } = {},
): Promise<ReadRequest> {
  const { caller } = exchange
  const { provider } = formats[target.format]
  if (!caller.translation || !provider.translation) throw new GatewayError('internal')
  const receipt = new Receipt()
  const { body, read } = readBody(exchange, request, receipt)
  const asked = {
    model: target.model,
    refusesThoughts: target.provider.adapter.refusesThoughts,
    mayMarkCache: !hasCacheMarks(exchange.format),
    contextTokens: deps.contextTokensFor?.(target),
  }
  const origin = originOf(target, provider.translation, asked)
  const known = withoutSeals ? sealsLeftOut(read, receipt) : deps.keptSeals.putBack(client.id, read, origin)
  const sealed = withUniqueCallIds(known, receipt)
  const conversation = await inlineMedia(sealed, capabilitiesOf(target), exchange, deps)
  // A long conversation takes some milliseconds to read and some more to write: others have a turn in between.
  await nextTurn()
  const pathOf = callerPaths(conversation, receipt.places, caller.translation.words, body)
  const { writeRequest } = provider.translation
  const written = receipt.writeWith(pathOf, () => writeRequest(conversation, asked, receipt))
  const onUnsupported = client.onUnsupported ?? deps.config().onUnsupported
  refuseLoss(receipt, target, onUnsupported)
  await nextTurn()
  const understood = await understandWritten(written, target.format, exchange, deps)
  const translation = new AnswerTranslation({
    caller,
    provider: provider.translation,
    providerId: target.provider.record.id,
    written,
    requestId: exchange.requestId,
    receipt,
    showsReceipt: onUnsupported !== 'drop',
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

function readBody(
  { caller, request: incoming }: Exchange,
  request: ReadRequest,
  receipt: Receipt,
): { readonly body: JsonRecord; readonly read: Conversation } {
  if (!caller.translation) throw new GatewayError('internal')
  const text = request.body.toString('utf8')
  const keepsDigits = hasLongInteger(text)
  const body = parseKeepingDigits(text, keepsDigits)
  if (!isRecord(body)) throw invalid('The body must be a JSON object.')
  request.body = nothing // it is in memory as JSON now
  const read = caller.translation.readConversation({ head: headOf(incoming), body }, receipt)
  return { body, read: withPlainBase64(keepsDigits ? withPlainSchemas(read) : read) }
}

/** Schemas are rewritten by what they say, and a bound of more digits than JavaScript keeps bounds nothing. */
function withPlainSchemas({ tools, outputFormat, ...rest }: Conversation): Conversation {
  return {
    ...rest,
    tools: tools.map(tool => ({ ...tool, parameters: withPlainNumbers(tool.parameters) })),
    outputFormat:
      outputFormat?.type === 'json-schema'
        ? { ...outputFormat, schema: withPlainNumbers(outputFormat.schema) }
        : outputFormat,
  }
}

/** What the target can be asked for, as far as it concerns pictures and documents at addresses. */
function capabilitiesOf({ format, provider }: Target): FormatCapabilities {
  const { translation } = formats[format].provider
  if (!translation) throw new GatewayError('internal')
  const isBytesAlone = provider.adapter.mediaAsBytes?.includes(format) ?? false
  return isBytesAlone ? withoutAddresses(translation.capabilities) : translation.capabilities
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

/** Throws `translation_lossy` if something was left out that the user does not want to be. */
export function refuseLoss(
  { dropped, lost }: Receipt,
  { provider }: Target,
  onUnsupported: OnUnsupported,
): void {
  const refused = onUnsupported === 'reject' ? dropped : onUnsupported === 'warn' ? lost : []
  if (refused.length === 0) return
  const members = refused.map(({ path, reason }) => `${path} (${reason})`).join(', ')
  throw new GatewayError('translation_lossy', {
    provider: provider.record.id,
    members: members.slice(0, 2000),
  })
}
