import Anthropic from '@anthropic-ai/sdk'
import { jsonSchemaOutputFormat } from '@anthropic-ai/sdk/helpers/json-schema'
import { type Address, finishIn, type TranslatedClient } from '../client.ts'
import type { Call, Got, Question } from '../question.ts'

const finishes = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  tool_use: 'calls',
  refusal: 'filtered',
} as const

function messagesOf({ turns }: Question): Anthropic.MessageParam[] {
  return turns.map((turn): Anthropic.MessageParam => {
    switch (turn.role) {
      case 'user':
        return {
          role: 'user',
          content: [
            { type: 'text', text: turn.text },
            ...(turn.pictureBase64 === undefined
              ? []
              : [
                  {
                    type: 'image' as const,
                    source: {
                      type: 'base64' as const,
                      media_type: 'image/png' as const,
                      data: turn.pictureBase64,
                    },
                  },
                ]),
          ],
        }
      case 'own':
        return { role: 'assistant', content: turn.message as Anthropic.ContentBlockParam[] }
      case 'assistant':
        return {
          role: 'assistant',
          content: [
            ...(turn.text === undefined ? [] : [{ type: 'text' as const, text: turn.text }]),
            ...(turn.calls ?? []).map(({ id, input, name }) => ({
              type: 'tool_use' as const,
              id,
              name,
              input,
            })),
          ],
        }
      default:
        return {
          role: 'user',
          content: turn.results.map(({ call, text }) => ({
            type: 'tool_result' as const,
            tool_use_id: call.id,
            content: text,
          })),
        }
    }
  })
}

export const client: TranslatedClient = {
  name: '@anthropic-ai/sdk',
  format: 'anthropic-messages',
  hasIds: true,
  hasParseHelper: true,
  cannot: {},
  async ask({ gatewayUrl, model, token }: Address, question, stream, signal): Promise<Got> {
    const { messages } = new Anthropic({ baseURL: gatewayUrl, apiKey: token, maxRetries: 0 })
    const { maxTokens = 4000, reasons, schema, stop, system, tools } = question
    const params = {
      model,
      max_tokens: maxTokens,
      messages: messagesOf(question),
      ...(system !== undefined && { system }),
      ...(stop && { stop_sequences: [...stop] }),
      ...(reasons && { thinking: { type: 'enabled' as const, budget_tokens: 1024 } }),
      ...(schema && {
        output_config: {
          format: jsonSchemaOutputFormat({ ...schema, type: 'object' }, { transform: false }),
        },
      }),
      ...(tools && {
        tools: tools.map(({ name, parameters }) => ({ name, input_schema: { ...parameters } })),
      }),
    }
    const options = signal ? { signal } : {}
    const answer = stream
      ? await messages.stream(params, options).finalMessage()
      : await (schema ? messages.parse(params, options) : messages.create(params, options))
    const { content } = answer
    return {
      text: content.flatMap(block => (block.type === 'text' ? block.text : [])).join(''),
      reasoning: content.flatMap(block => (block.type === 'thinking' ? block.thinking : [])).join(''),
      calls: content.flatMap(block =>
        block.type === 'tool_use'
          ? [{ id: block.id, name: block.name, input: block.input as Call['input'] }]
          : [],
      ),
      refusal: answer.stop_details?.type === 'refusal' ? (answer.stop_details.explanation ?? '') : '',
      parsed: 'parsed_output' in answer ? (answer.parsed_output ?? undefined) : undefined,
      message: content,
      finish: finishIn(finishes, answer.stop_reason),
      usage: { input: answer.usage.input_tokens, output: answer.usage.output_tokens },
    }
  },
  raised: error =>
    error instanceof Anthropic.APIError
      ? { status: error.status, message: error.message }
      : { status: undefined, message: String(error) },
}
