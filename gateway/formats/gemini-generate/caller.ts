// The clients' side of content that is generated whole or as a stream of events: https://ai.google.dev/api/generate-content

import { isRecord, type JsonRecord, parseExactJson } from '../../bytes/json-value.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'
import type { AnswerEnding, CallerFormat, FormatRoute, ListedModel } from '../format.ts'
import { generatedContentCacheFacts } from './cache-facts.ts'
import { geminiError, geminiLimitHeaders, onOneLine } from './errors.ts'
import { actions, embeddingActions, isArrayStream, isOfFormat, namesEmbedding, readFacts } from './request.ts'
import { callerOfEvents } from './translation.ts'

const versions = ['/v1beta', '/v1'] as const

export const streamRoutes: readonly FormatRoute[] = versions.map(version => ({
  method: 'POST',
  path: `${version}/models/*:streamGenerateContent`,
  purpose: 'answer',
}))

export const geminiGenerateCaller: CallerFormat = {
  title: 'generated content',

  routes: [
    ...versions.map(version => route('POST', `${version}/models/*:generateContent`, 'answer')),
    ...streamRoutes,
    ...versions.map(version => route('POST', `${version}/models/*:countTokens`, 'count')),
    ...versions.flatMap(version => [
      route('GET', `${version}/models`, 'models'),
      route('GET', `${version}/models/*`, 'models'),
    ]),
  ],
  recognises: head => isOfFormat(head) && !isArrayStream(head) && !namesEmbedding(head),
  // Clients add the version themselves.
  baseUrl: gatewayUrl => gatewayUrl,

  readFacts,
  errorBody: geminiError,
  limitHeaders: geminiLimitHeaders,

  outlineMarks: {
    instructions: ['systemInstruction', 'system_instruction'],
    turns: 'contents',
    needs: [
      // The media type of a picture.
      { need: 'vision', members: ['contents'], marks: ['"image/'] },
      {
        need: 'json-schema',
        members: ['generationConfig', 'generation_config'],
        marks: ['"responseSchema"', '"responseJsonSchema"', '"response_schema"', '"response_json_schema"'],
      },
    ],
  },
  translation: callerOfEvents,
  cache: generatedContentCacheFacts,
  streamType: 'text/event-stream',
  answerEvents(text) {
    const answer = parseExactJson(text)
    return isAnswer(answer) ? encodeSseEvent(undefined, JSON.stringify(answer)) : undefined
  },
  createEnding: () => createEnding(event => encodeSseEvent(undefined, event)),
  // The official client raises an event that has an `error` with a code of 400 or more.
  errorEvent: body => encodeSseEvent(undefined, onOneLine(body)),
  ping: ': ping\n\n',

  // https://ai.google.dev/api/tokens#response-body
  countBody: inputTokens => ({ totalTokens: inputTokens }),

  /** https://ai.google.dev/api/models#method:-models.list */
  modelList: models => ({ models: models.map(modelEntry) }),
  modelEntry,
}

function route(method: FormatRoute['method'], path: string, purpose: FormatRoute['purpose']): FormatRoute {
  return { method, path, purpose }
}

/** https://ai.google.dev/api/models#Model */
function modelEntry({ id, note }: ListedModel): JsonRecord {
  const { embeddings, reasoning: thinking } = note.capabilities
  return {
    name: `models/${id}`,
    displayName: id,
    supportedGenerationMethods: embeddings ? embeddingActions : actions,
    thinking,
    gatehouse: note,
  }
}

/** Whether the value is an answer of the format. A refusal of the prompt is an answer too. */
export function isAnswer(value: unknown): value is JsonRecord {
  return isRecord(value) && (Array.isArray(value.candidates) || isRecord(value.promptFeedback))
}

/** `frame` makes a complete frame from the JSON of one event. */
export function createEnding(frame: (event: string) => string): AnswerEnding {
  let head: JsonRecord = {}
  let promptTokenCount: unknown
  return {
    see({ modelVersion, responseId, usageMetadata }) {
      head = { modelVersion, responseId }
      if (isRecord(usageMetadata)) promptTokenCount = usageMetadata.promptTokenCount
    },
    /** https://ai.google.dev/api/generate-content#FinishReason */
    events(outputTokens) {
      const candidates = [{ content: { parts: [], role: 'model' }, finishReason: 'MAX_TOKENS', index: 0 }]
      const usageMetadata = { promptTokenCount, candidatesTokenCount: outputTokens }
      return frame(JSON.stringify({ candidates, usageMetadata, ...head }))
    },
  }
}
