import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import {
  hasLongInteger,
  isRecord,
  type JsonRecord,
  parseKeepingDigits,
  withPlainNumbers,
} from '../bytes/json-value.ts'
import { callerPaths } from '../chat/caller-paths.ts'
import type { Conversation } from '../chat/conversation.ts'
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
import { withPlainBase64 } from './plain-base64.ts'

const nothing = Buffer.alloc(0)

export interface TranslateDeps extends ReadRequestDeps {
  readonly bytesInFlight: BytesInFlight
  readonly keptSeals: KeptSeals
  readonly config: () => Config
}

/**
 * Writes the request in the format that the target is asked in, as if a client of that format had sent it. Everything after
 * this reads, counts and prices what is really sent. Rejects with `request_invalid`, with `translation_lossy` if the client's
 * own `onUnsupported`, or else the setting, wants nothing to be left out, or with `overloaded`.
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
  const { length } = request.body
  const receipt = new Receipt()
  const { body, read } = readBody(exchange, request, receipt)
  const conversation = deps.keptSeals.putBack(client.id, read)
  // A long conversation takes some milliseconds to read and some more to write: others have a turn in between.
  await nextTurn()
  const pathOf = callerPaths(conversation, receipt.places, caller.translation.words, body)
  const { writeRequest } = provider.translation
  const written = receipt.writeWith(pathOf, () => writeRequest(conversation, target, receipt))
  const onUnsupported = client.onUnsupported ?? deps.config().onUnsupported
  if (onUnsupported === 'reject') refuseLoss(receipt, target)
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
    onPart: createSealKeeper(deps.keptSeals, client.id),
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

function refuseLoss({ dropped }: Receipt, { provider }: Target): void {
  if (dropped.length === 0) return
  const members = dropped.map(({ path, reason }) => `${path} (${reason})`).join(', ')
  throw new GatewayError('translation_lossy', {
    provider: provider.record.id,
    members: members.slice(0, 2000),
  })
}
