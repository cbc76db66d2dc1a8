// Vercel's SDK, which asks in several formats in the same way.
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import {
  APICallError,
  generateText,
  jsonSchema,
  type LanguageModel,
  type ModelMessage,
  Output,
  streamText,
  type ToolSet,
  tool,
} from 'ai'
import { type Address, finishIn, type TranslatedClient } from './client.ts'
import type { AskedTool, Call, Got, Question } from './question.ts'

const finishes = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'calls',
  'content-filter': 'filtered',
} as const

type ProviderOptions = NonNullable<Parameters<typeof generateText>[0]['providerOptions']>

export interface VercelFormat
  extends Pick<TranslatedClient, 'name' | 'format' | 'hasIds' | 'hasParseHelper' | 'cannot'> {
  model(to: Address): LanguageModel
  /** What the format's own options are. */
  optionsOf(question: Question): ProviderOptions
}

export const vercelOpenAi = ({ gatewayUrl, token }: Address) =>
  createOpenAI({ baseURL: `${gatewayUrl}/v1`, apiKey: token })

export const vercelAnthropic = ({ gatewayUrl, token }: Address) =>
  createAnthropic({ baseURL: `${gatewayUrl}/v1`, apiKey: token })

function messagesOf({ turns }: Question): ModelMessage[] {
  return turns.flatMap((turn): ModelMessage | ModelMessage[] => {
    switch (turn.role) {
      case 'own':
        return turn.message as ModelMessage[]
      case 'user': {
        const { pictureBase64: data } = turn
        const picture = data === undefined ? [] : [{ type: 'file' as const, mediaType: 'image/png', data }]
        return { role: 'user', content: [{ type: 'text', text: turn.text }, ...picture] }
      }
      case 'assistant': {
        const text = turn.text === undefined ? [] : [{ type: 'text' as const, text: turn.text }]
        const calls = (turn.calls ?? []).map(({ id, name, input }) => ({
          type: 'tool-call' as const,
          toolCallId: id,
          toolName: name,
          input,
        }))
        return { role: 'assistant', content: [...text, ...calls] }
      }
      default:
        return {
          role: 'tool',
          content: turn.results.map(({ call, text }) => ({
            type: 'tool-result' as const,
            toolCallId: call.id,
            toolName: call.name,
            output: { type: 'text' as const, value: text },
          })),
        }
    }
  })
}

function toolsOf(tools: readonly AskedTool[]): ToolSet {
  const entries = tools.map(({ name, parameters }) => {
    return [name, tool({ inputSchema: jsonSchema<Record<string, unknown>>({ ...parameters }) })] as const
  })
  return Object.fromEntries(entries) as ToolSet
}

export function vercelClient({ model, optionsOf, ...rest }: VercelFormat): TranslatedClient {
  return {
    ...rest,
    async ask(to, question, stream, signal): Promise<Got> {
      const { maxTokens = 4000, schema, stop, system, tools } = question
      const asked = {
        model: model(to),
        messages: messagesOf(question),
        maxRetries: 0,
        providerOptions: optionsOf(question),
        ...(system !== undefined && { system }),
        maxOutputTokens: maxTokens,
        ...(schema && { output: Output.object({ schema: jsonSchema({ ...schema }) }) }),
        ...(stop && { stopSequences: [...stop] }),
        ...(tools && { tools: toolsOf(tools) }),
        ...(signal && { abortSignal: signal }),
      }
      const answer = stream ? await streamed(asked) : await generateText(asked)
      return { ...(await gotOf(answer)), parsed: schema && (await answer.output) }
    },
    raised: error =>
      APICallError.isInstance(error)
        ? { status: error.statusCode, message: error.message }
        : { status: undefined, message: String(error) },
  }
}

/** The stream itself tells of errors. What the SDK rejects with afterwards says only that there was none. */
async function streamed(asked: Parameters<typeof streamText>[0]): Promise<VercelAnswer> {
  const answer = streamText({ ...asked, onError: () => {} })
  for await (const part of answer.fullStream) {
    if (part.type === 'error') throw part.error
    if (part.type === 'abort') throw new Error('It was aborted')
  }
  return answer
}

/** Of a stream, each member comes later. */
type Later<Value> = Value | PromiseLike<Value>

interface VercelAnswer {
  readonly text: Later<string>
  readonly reasoningText: Later<string | undefined>
  readonly toolCalls: Later<
    readonly { readonly toolCallId: string; readonly toolName: string; readonly input: unknown }[]
  >
  /** Of an answer without a schema, its text. */
  readonly output: Later<unknown>
  readonly response: Later<{ readonly messages: unknown }>
  readonly finishReason: Later<string>
  readonly usage: Later<{
    readonly inputTokens: number | undefined
    readonly outputTokens: number | undefined
  }>
}

async function gotOf(answer: VercelAnswer): Promise<Got> {
  const { inputTokens, outputTokens } = await answer.usage
  return {
    text: await answer.text,
    reasoning: (await answer.reasoningText) ?? '',
    calls: (await answer.toolCalls).map(({ toolCallId: id, toolName: name, input }) => ({
      id,
      name,
      input: input as Call['input'],
    })),
    refusal: '',
    parsed: undefined,
    message: (await answer.response).messages,
    finish: finishIn(finishes, await answer.finishReason),
    usage: { input: inputTokens ?? 0, output: outputTokens ?? 0 },
  }
}
