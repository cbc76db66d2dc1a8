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

export interface VercelFormat extends Pick<TranslatedClient, 'name' | 'format' | 'shows'> {
  model(to: Address): LanguageModel
  /** What the format's own options are. */
  optionsOf(question: Question): ProviderOptions
}

export const vercelOpenAi = ({ gatewayUrl, token }: Address) =>
  createOpenAI({ baseURL: `${gatewayUrl}/v1`, apiKey: token })

export const vercelAnthropic = ({ gatewayUrl, token }: Address) =>
  createAnthropic({ baseURL: `${gatewayUrl}/v1`, apiKey: token })

function messagesOf({ turns }: Question): ModelMessage[] {
  return turns.map((turn): ModelMessage => {
    switch (turn.role) {
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
      const { maxTokens = 4000, schema, system, tools } = question
      const asked = {
        model: model(to),
        messages: messagesOf(question),
        maxRetries: 0,
        providerOptions: optionsOf(question),
        ...(system !== undefined && { system }),
        maxOutputTokens: maxTokens,
        ...(schema && { output: Output.object({ schema: jsonSchema({ ...schema }) }) }),
        ...(tools && { tools: toolsOf(tools) }),
        ...(signal && { abortSignal: signal }),
      }
      return stream ? await streamed(asked) : gotOf(await generateText(asked))
    },
    raised: error =>
      APICallError.isInstance(error)
        ? { status: error.statusCode, message: error.message }
        : { status: undefined, message: String(error) },
  }
}

/** The stream itself tells of errors. What the SDK rejects with afterwards says only that there was none. */
async function streamed(asked: Parameters<typeof streamText>[0]): Promise<Got> {
  const answer = streamText({ ...asked, onError: () => {} })
  for await (const part of answer.fullStream) {
    if (part.type === 'error') throw part.error
    if (part.type === 'abort') throw new Error('It was aborted')
  }
  return gotOf({
    text: await answer.text,
    reasoningText: await answer.reasoningText,
    toolCalls: await answer.toolCalls,
    finishReason: await answer.finishReason,
    usage: await answer.usage,
  })
}

interface VercelAnswer {
  readonly text: string
  readonly reasoningText: string | undefined
  readonly toolCalls: readonly {
    readonly toolCallId: string
    readonly toolName: string
    readonly input: unknown
  }[]
  readonly finishReason: string
  readonly usage: { readonly inputTokens: number | undefined; readonly outputTokens: number | undefined }
}

function gotOf({ text, reasoningText, toolCalls, finishReason, usage }: VercelAnswer): Got {
  return {
    text,
    reasoning: reasoningText ?? '',
    calls: toolCalls.map(({ toolCallId: id, toolName: name, input }) => ({
      id,
      name,
      input: input as Call['input'],
    })),
    finish: finishIn(finishes, finishReason),
    usage: { input: usage.inputTokens ?? 0, output: usage.outputTokens ?? 0 },
  }
}
