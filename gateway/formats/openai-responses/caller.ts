// The clients' side of responses: https://platform.openai.com/docs/api-reference/responses

import type { ScannedObject } from '../../bytes/json-scan.ts'
import {
  hasAny,
  invalid,
  type RequestFacts,
  readBoolean,
  readModel,
  readOutputBound,
  readTerms,
  wideBytesOf,
} from '../../chat/request-facts.ts'
import type { CallerFormat } from '../format.ts'
import { openAiChatCaller } from '../openai-chat/caller.ts'
import { responsesCacheFacts } from './cache-facts.ts'
import { responsesCallerTranslation } from './caller-translation.ts'
import { createResponsesEnding } from './ending.ts'
import { responseErrorEvent, responseEvents } from './events.ts'

const leastOutputBound = 1

// Responses and chat completions belong to the same API, so their errors, limits and lists of models are the same.
const { errorBody, limitHeaders, modelList, modelEntry } = openAiChatCaller

export const openAiResponsesCaller: CallerFormat = {
  title: 'responses',

  // Some clients take a base URL that ends in /v1, and others add /v1 themselves.
  routes: [
    { method: 'POST', path: '/v1/responses', purpose: 'answer' },
    { method: 'POST', path: '/responses', purpose: 'answer' },
    { method: 'POST', path: '/v1/responses/input_tokens', purpose: 'count' },
    { method: 'POST', path: '/responses/input_tokens', purpose: 'count' },
  ],
  recognises: ({ path }) => path.endsWith('/responses') || path.includes('/responses/'),
  insteadOf: path => (path.includes('/responses/') ? notKept : undefined),
  baseUrl: gatewayUrl => `${gatewayUrl}/v1`,

  readFacts({ bytes, body }): RequestFacts {
    checkInput(body)
    refuseBackground(body)
    return {
      ...readModel(bytes, body),
      stream: readBoolean(body, 'stream'),
      choices: 1,
      tools: hasAny(body, 'tools'),
      reasoning: hasAny(body, 'reasoning'),
      maxOutputTokens: readOutputBound(bytes, body, ['max_output_tokens'], leastOutputBound),
      boundsReasoning: true,
      terms: readTerms(bytes, body),
      wideBytes: wideBytesOf(bytes),
      usageEdits: [], // the last event always reports the usage
    }
  },

  errorBody,
  limitHeaders,

  streamType: 'text/event-stream; charset=utf-8',
  answerEvents: responseEvents,
  createEnding: createResponsesEnding,
  errorEvent: responseErrorEvent,
  ping: ': ping\n\n',

  // https://platform.openai.com/docs/api-reference/responses/input-tokens
  countBody: inputTokens => ({ object: 'response.input_tokens', input_tokens: inputTokens }),
  modelList,
  modelEntry,
  outlineMarks: {
    instructions: ['instructions'],
    turns: 'input',
    needs: [
      { need: 'vision', members: ['input'], marks: ['"input_image"', '"computer_screenshot"'] },
      { need: 'json-schema', members: ['text'], marks: ['"json_schema"'] },
    ],
  },
  translation: responsesCallerTranslation,
  cache: responsesCacheFacts,
}

const notKept =
  'Responses are not kept here: take what POST /v1/responses answers, and ask the provider itself for what it has kept.'

/** The input may be missing, because a prompt or a conversation that the provider keeps can take its place. */
function checkInput(body: ScannedObject): void {
  const kind = body.members.get('input')?.kind ?? 'null'
  if (!['string', 'array', 'null'].includes(kind)) throw invalid('"input" must be a string or an array.')
}

/**
 * A response in the background would go on, and cost money, after its caller has left:
 * https://platform.openai.com/docs/guides/background
 */
function refuseBackground(body: ScannedObject): void {
  if (!readBoolean(body, 'background')) return
  throw invalid(
    '"background" must be false: nothing here could say what the answer costs, or give it, once its caller is gone. Ask for a stream instead.',
  )
}
