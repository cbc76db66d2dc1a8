import Anthropic from '@anthropic-ai/sdk'
import { type Address, finishIn, type TranslatedClient } from '../client.ts'
import type { Call, Got, Question } from '../question.ts'

const finishes = { end_turn: 'stop', max_tokens: 'length', tool_use: 'calls', refusal: 'filtered' } as const

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
  name: 'anthropic',
  format: 'anthropic-messages',
  shows: { reasoning: true, ids: true, calls: true },
  async ask({ gatewayUrl, model, token }: Address, question, stream, signal): Promise<Got> {
    const { messages } = new Anthropic({ baseURL: gatewayUrl, apiKey: token, maxRetries: 0 })
    const { maxTokens = 4000, reasons, schema, system, tools } = question
    const params = {
      model,
      max_tokens: maxTokens,
      messages: messagesOf(question),
      ...(system !== undefined && { system }),
      ...(reasons && { thinking: { type: 'enabled' as const, budget_tokens: 1024 } }),
      ...(schema && { output_config: { format: { type: 'json_schema' as const, schema: { ...schema } } } }),
      ...(tools && {
        tools: tools.map(({ name, parameters }) => ({ name, input_schema: { ...parameters } })),
      }),
    }
    const options = signal ? { signal } : {}
    const answer = stream
      ? await messages.stream(params, options).finalMessage()
      : await messages.create(params, options)
    const { content } = answer
    return {
      text: content.flatMap(block => (block.type === 'text' ? block.text : [])).join(''),
      reasoning: content.flatMap(block => (block.type === 'thinking' ? block.thinking : [])).join(''),
      calls: content.flatMap(block =>
        block.type === 'tool_use'
          ? [{ id: block.id, name: block.name, input: block.input as Call['input'] }]
          : [],
      ),
      finish: finishIn(finishes, answer.stop_reason),
      usage: { input: answer.usage.input_tokens, output: answer.usage.output_tokens },
    }
  },
  raised: error =>
    error instanceof Anthropic.APIError
      ? { status: error.status, message: error.message }
      : { status: undefined, message: String(error) },
}
