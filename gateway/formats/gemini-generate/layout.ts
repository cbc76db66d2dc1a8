import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import { audioTokens } from '../../tokens/audio-tokens.ts'
import { openBase64 } from '../../tokens/base64-bytes.ts'
import { countPages } from '../../tokens/document-tokens.ts'
import { countJson } from '../../tokens/json-tokens.ts'
import { readPictureSize } from '../../tokens/picture-size.ts'
import { pictureRuleOf, pictureTokens } from '../../tokens/picture-tokens.ts'
import {
  type CountContext,
  type CountPart,
  noTokensCounted,
  type RequestLayout,
  sumOf,
  type TokenCount,
} from '../../tokens/request-layout.ts'
import { inBothSpellings, listOf, memberOf } from './members.ts'
import { geminiGenerateTriggers, mimeTypeOf } from './triggers.ts'

/**
 * The tokens of every turn that say who speaks and where the turn ends, as in the published templates of Google's
 * models.
 */
const perContent = 4
/** https://ai.google.dev/gemini-api/docs/audio */
const audioTokensPerSecond = 32
// A second of video is 258 tokens for its frame and 32 for its sound, rounded up:
// https://ai.google.dev/gemini-api/docs/tokens
const filmTokensPerSecond = 300
// Videos are hardly ever compressed to less than 240 kbit/s. For any higher rate, this counts too much.
const filmBytesPerSecond = 30_000
const textBytesPerToken = 3

/** How requests for generated content are counted. Pictures, audio, videos and files are estimates. */
export const geminiGenerateLayout: RequestLayout = {
  fixedText: 0,
  lists: { contents: countContent },
  members: inBothSpellings<CountPart>({
    systemInstruction: countContent,
    tools: countTools,
    generationConfig: countGeneration,
    // A request to count tokens may contain a whole request.
    generateContentRequest: countRequest,
  }),
  toolMembers: ['tools'],
  triggers: geminiGenerateTriggers,
}

function countRequest(request: unknown, context: CountContext): TokenCount {
  if (!isRecord(request)) return countJson(request, context)
  const { contents, tools } = request
  return sumOf([
    ...listOf(contents).map(content => countContent(content, context)),
    countContent(memberOf(request, 'systemInstruction'), context),
    countTools(tools, context),
  ])
}

function countContent(content: unknown, context: CountContext): TokenCount {
  if (content === undefined || content === null) return noTokensCounted
  if (!isRecord(content) || typeof content.parts !== 'object') return countJson(content, context)
  const { text, fixed } = sumOf(listOf(content.parts).map(part => countPart(part, context)))
  return { text: perContent + text, fixed }
}

function countTools(tools: unknown, context: CountContext): TokenCount {
  const isEmpty = tools === undefined || tools === null || (Array.isArray(tools) && tools.length === 0)
  return isEmpty ? noTokensCounted : countJson(tools, context)
}

/** The model is shown a schema as JSON, and nothing else of the configuration. */
function countGeneration(config: unknown, context: CountContext): TokenCount {
  if (!isRecord(config)) return noTokensCounted
  const schemas = ['responseSchema', 'responseJsonSchema'].map(name => memberOf(config, name))
  return sumOf(schemas.filter(schema => schema !== undefined).map(schema => countJson(schema, context)))
}

export function countPart(part: unknown, context: CountContext): TokenCount {
  if (!isRecord(part)) return countJson(part, context)
  const sent = memberOf(part, 'inlineData')
  if (isRecord(sent)) return { text: 0, fixed: fixedTokensOf(sent, part, context.model) }
  const { text } = part
  if (typeof text === 'string') return { text: context.encoding.count(text), fixed: 0 }
  const response = memberOf(part, 'functionResponse')
  if (isRecord(response)) return countResponse(response, context)
  const { thoughtSignature: _, thought_signature: __, ...said } = part
  return countJson(said, context)
}

/** The pictures in a response of a function are beside its text: https://ai.google.dev/api/caching#FunctionResponse */
function countResponse({ parts, ...response }: JsonRecord, context: CountContext): TokenCount {
  const seen = listOf(parts).map(part => countPart(part, context))
  return sumOf([countJson(response, context), ...seen])
}

function fixedTokensOf(sent: JsonRecord, part: JsonRecord, model: string): number {
  const type = mimeTypeOf(sent)
  const source = openBase64(textOf(sent.data))
  if (type.startsWith('image/'))
    return pictureTokens(pictureRuleOf(model), readPictureSize(source), resolutionOf(part))
  if (type.startsWith('audio/')) return audioTokens(source, audioTokensPerSecond)
  if (type.startsWith('video/'))
    return Math.ceil((source.lengthBytes / filmBytesPerSecond) * filmTokensPerSecond)
  // A page counts as one picture of a fixed size: https://ai.google.dev/gemini-api/docs/document-processing
  if (type === 'application/pdf')
    return countPages(source) * pictureTokens(pictureRuleOf(model), page, 'medium')
  return Math.ceil(source.lengthBytes / textBytesPerToken)
}

const page = { widthPixels: 384, heightPixels: 384 }

/** Returns 'low', 'medium', 'high' or 'ultra_high': https://ai.google.dev/gemini-api/docs/media-resolution */
function resolutionOf(part: JsonRecord): string | undefined {
  const resolution = memberOf(part, 'mediaResolution')
  const level = isRecord(resolution) ? resolution.level : undefined
  return typeof level === 'string' ? level.toLowerCase().replace(/^media_resolution_/, '') : undefined
}
