import { ApiError, type Content, type GenerateContentResponse, GoogleGenAI, type Part } from '@google/genai'
import { type Address, finishIn, type TranslatedClient } from '../client.ts'
import type { Call, Got, Question } from '../question.ts'

const finishes = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'filtered',
  PROHIBITED_CONTENT: 'filtered',
  BLOCKLIST: 'filtered',
} as const

export function contentsOf({ turns }: Question): Content[] {
  return turns.map((turn): Content => {
    switch (turn.role) {
      case 'user':
        return {
          role: 'user',
          parts: [
            { text: turn.text },
            ...(turn.pictureBase64 === undefined
              ? []
              : [{ inlineData: { mimeType: 'image/png', data: turn.pictureBase64 } }]),
          ],
        }
      case 'own':
        return turn.message as Content
      case 'assistant':
        return {
          role: 'model',
          parts: [
            ...(turn.text === undefined ? [] : [{ text: turn.text }]),
            ...(turn.calls ?? []).map(({ id, input, name }) => ({
              functionCall: { ...(id !== '' && { id }), name, args: { ...input } },
            })),
          ],
        }
      default:
        return {
          role: 'user',
          parts: turn.results.map(({ call, text }) => ({
            functionResponse: {
              ...(call.id !== '' && { id: call.id }),
              name: call.name,
              response: { result: text },
            },
          })),
        }
    }
  })
}

/** All chunks of a stream as one answer. */
export function together(chunks: readonly GenerateContentResponse[]): Got {
  const parts = chunks.flatMap((chunk): Part[] => chunk.candidates?.[0]?.content?.parts ?? [])
  const calls = parts.flatMap(({ functionCall: call }) =>
    call ? [{ id: call.id ?? '', name: call.name ?? '', input: (call.args ?? {}) as Call['input'] }] : [],
  )
  const reason = chunks.findLast(chunk => chunk.candidates?.[0]?.finishReason)?.candidates?.[0]?.finishReason
  const finish = finishIn(finishes, reason)
  const counted = chunks.findLast(chunk => chunk.usageMetadata)?.usageMetadata
  return {
    text: parts.flatMap(part => (part.text !== undefined && part.thought !== true ? part.text : [])).join(''),
    reasoning: parts
      .flatMap(part => (part.text !== undefined && part.thought === true ? part.text : []))
      .join(''),
    calls,
    refusal: '',
    parsed: undefined,
    message: { role: 'model', parts },
    finish: finish === 'stop' && calls.length > 0 ? 'calls' : finish,
    usage: {
      input: counted?.promptTokenCount ?? 0,
      output: (counted?.candidatesTokenCount ?? 0) + (counted?.thoughtsTokenCount ?? 0),
    },
  }
}

export const client: TranslatedClient = {
  name: '@google/genai',
  format: 'gemini-generate',
  hasIds: false,
  hasParseHelper: false,
  cannot: {},
  async ask({ gatewayUrl, model, token }: Address, question, stream, signal): Promise<Got> {
    const { models } = new GoogleGenAI({ apiKey: token, httpOptions: { baseUrl: gatewayUrl } })
    const { maxTokens, reasons, schema, stop, system, tools } = question
    const params = {
      model,
      contents: contentsOf(question),
      config: {
        ...(system !== undefined && { systemInstruction: system }),
        ...(maxTokens !== undefined && { maxOutputTokens: maxTokens }),
        ...(stop && { stopSequences: [...stop] }),
        ...(reasons && { thinkingConfig: { thinkingBudget: 1024, includeThoughts: true } }),
        ...(schema && { responseMimeType: 'application/json', responseJsonSchema: schema }),
        ...(tools && {
          tools: [
            {
              functionDeclarations: tools.map(({ name, parameters }) => ({
                name,
                parametersJsonSchema: parameters,
              })),
            },
          ],
        }),
        ...(signal && { abortSignal: signal }),
      },
    }
    if (!stream) return together([await models.generateContent(params)])
    return together(await Array.fromAsync(await models.generateContentStream(params)))
  },
  raised: error =>
    error instanceof ApiError
      ? { status: error.status, message: error.message }
      : { status: undefined, message: String(error) },
}
