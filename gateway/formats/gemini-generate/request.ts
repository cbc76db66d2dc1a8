import { type ByteSpan, type ScannedObject, scanMembers } from '../../bytes/json-scan.ts'
import { parseJson } from '../../bytes/json-value.ts'
import {
  invalid,
  type RequestFacts,
  type RequestParts,
  readCount,
  wideBytesOf,
} from '../../chat/request-facts.ts'
import type { RequestHead } from '../../chat/request-head.ts'
import { scannedMember } from './members.ts'

export const actions = ['generateContent', 'streamGenerateContent', 'countTokens'] as const
export const embeddingActions = ['embedContent', 'batchEmbedContents'] as const
const namedInPath = new RegExp(`/models/(.+):(${actions.join('|')})$`)
const namedForEmbedding = new RegExp(`/models/.+:(${embeddingActions.join('|')})$`)

/** https://ai.google.dev/api/generate-content#v1beta.GenerationConfig */
const candidatesAtMost = 8

export function readFacts({ head, bytes, body }: RequestParts): RequestFacts {
  const [, asked, action] = namedInPath.exec(head.path) ?? []
  const { inner, request } = innerRequest(bytes, body)
  const contents = scannedMember(request, 'contents')
  // Google's servers, and its own examples, take one element without a list around it.
  if (contents?.kind !== 'array' && contents?.kind !== 'object') throw invalid('"contents" must be an array.')
  const inBody = request.members.get('model') ?? body.members.get('model')
  const model = asked === undefined ? modelAt(bytes, inBody?.value) : decoded(asked)
  if (model === '' || model.length > 256) throw invalid('the model must be 1 to 256 characters long.')
  return {
    model,
    modelValue: inBody?.kind === 'string' ? inBody.value : undefined,
    stream: action === 'streamGenerateContent',
    tools: scannedMember(request, 'tools') !== undefined,
    ...readGeneration(bytes, request),
    boundsReasoning: true, // https://ai.google.dev/gemini-api/docs/thinking#set-budget
    terms: { serviceTier: tierOf(bytes, request), speed: undefined, inferenceGeo: undefined },
    wideBytes: wideBytesOf(bytes),
    usageEdits: [],
  }

  function modelAt(from: Uint8Array, span: ByteSpan | undefined): string {
    const named = span && parseJson(textAt(from, span))
    if (typeof named !== 'string') throw invalid(`the path must name a model, or "${inner}model" must.`)
    return named.replace(/^models\//, '')
  }
}

/**
 * A request to count tokens may contain a whole request: https://ai.google.dev/api/tokens#method:-models.counttokens
 */
function innerRequest(bytes: Uint8Array, body: ScannedObject) {
  const member = scannedMember(body, 'generateContentRequest')
  return member?.kind === 'object'
    ? { inner: 'generateContentRequest.', request: scanMembers(bytes, member.value) }
    : { inner: '', request: body }
}

/** `maxOutputTokens` in the request limits each candidate. The result limits all of them together. */
function readGeneration(bytes: Uint8Array, request: ScannedObject) {
  const member = scannedMember(request, 'generationConfig')
  if (member?.kind !== 'object') return { choices: 1, reasoning: false, maxOutputTokens: undefined }
  const config = scanMembers(bytes, member.value)
  const read = (name: string, least: number, most?: number) => {
    const found = scannedMember(config, name)
    return found && readCount(bytes, config, found.key, least, most)
  }
  const choices = read('candidateCount', 1, candidatesAtMost) ?? 1
  const most = read('maxOutputTokens', -1e9)
  return {
    choices,
    reasoning: scannedMember(config, 'thinkingConfig') !== undefined,
    // Zero is the default of the field, and limits nothing.
    maxOutputTokens: most === undefined || most < 1 ? undefined : most * choices,
  }
}

const longestTier = 64

/**
 * The service tier that the request asks for. `SERVICE_TIER_FLEX` is the same as `flex`:
 * https://ai.google.dev/gemini-api/docs/flex-inference
 */
function tierOf(bytes: Uint8Array, request: ScannedObject): string | undefined {
  const member = scannedMember(request, 'serviceTier')
  if (!member) return undefined
  const { start, end } = member.value
  if (member.kind !== 'string' || end - start > longestTier) return 'unknown'
  return tierName(parseJson(textAt(bytes, member.value)))
}

/** Undefined if no tier is named. */
export function tierName(tier: unknown): string | undefined {
  if (typeof tier !== 'string') return undefined
  const name = tier.toLowerCase().replace(/^service_tier_/, '')
  return name === 'unspecified' || name === '' ? undefined : name
}

function textAt(bytes: Uint8Array, { start, end }: ByteSpan): string {
  return Buffer.from(bytes.subarray(start, end)).toString('utf8')
}

export function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch (cause) {
    throw invalid(`the path names no model: ${cause instanceof Error ? cause.message : 'it cannot be read'}.`)
  }
}

/** Whether a stream is to be sent as events instead of an array: https://ai.google.dev/api/generate-content */
export function wantsEvents({ query }: Pick<RequestHead, 'query'>): boolean {
  const members = new URLSearchParams(query)
  return (members.get('alt') ?? members.get('$alt')) === 'sse'
}

/** Whether the path belongs to this format, or the request has a key or a header that only its clients send. */
export function isOfFormat({ path, query, headers }: RequestHead): boolean {
  return (
    namedInPath.test(path) ||
    path.startsWith('/v1beta/models') ||
    headers['x-goog-api-key'] !== undefined ||
    headers['x-goog-api-client'] !== undefined ||
    (query !== '' && new URLSearchParams(query).get('key')?.startsWith('gth_') === true)
  )
}

export function isArrayStream(head: RequestHead): boolean {
  return head.path.endsWith(':streamGenerateContent') && !wantsEvents(head)
}

/** Whether the path is that of embeddings, which are a format of their own. */
export function namesEmbedding({ path }: Pick<RequestHead, 'path'>): boolean {
  return namedForEmbedding.test(path)
}
