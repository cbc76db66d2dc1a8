import OpenAI from 'openai'
import { type Address, finishIn, parsedCall, type TranslatedClient } from '../client.ts'
import type { Got, Question } from '../question.ts'

const finishes = { stop: 'stop', length: 'length', tool_calls: 'calls', content_filter: 'filtered' } as const

function messagesOf({ system, turns }: Question): OpenAI.ChatCompletionMessageParam[] {
  const said = turns.flatMap((turn): OpenAI.ChatCompletionMessageParam[] => {
    switch (turn.role) {
      case 'user': {
        const picture = turn.pictureBase64
        if (picture === undefined) return [{ role: 'user', content: turn.text }]
        const url = `data:image/png;base64,${picture}`
        return [
          {
            role: 'user',
            content: [
              { type: 'text', text: turn.text },
              { type: 'image_url', image_url: { url } },
            ],
          },
        ]
      }
      case 'own':
        return [turn.message as OpenAI.ChatCompletionMessageParam]
      case 'assistant': {
        const calls = turn.calls?.map(({ id, input, name }) => ({
          id,
          type: 'function' as const,
          function: { name, arguments: JSON.stringify(input) },
        }))
        return [{ role: 'assistant', content: turn.text ?? null, ...(calls && { tool_calls: calls }) }]
      }
      default:
        return turn.results.map(({ call, text }) => ({
          role: 'tool' as const,
          tool_call_id: call.id,
          content: text,
        }))
    }
  })
  return system === undefined ? said : [{ role: 'system', content: system }, ...said]
}

export const client: TranslatedClient = {
  name: 'openai, chat',
  format: 'openai-chat',
  hasIds: true,
  hasParseHelper: true,
  cannot: {},
  async ask({ gatewayUrl, model, token }: Address, question, stream, signal): Promise<Got> {
    const { chat } = new OpenAI({ baseURL: `${gatewayUrl}/v1`, apiKey: token, maxRetries: 0 })
    const { maxTokens, reasons, schema, stop, tools } = question
    const params = {
      model,
      messages: messagesOf(question),
      ...(maxTokens !== undefined && { max_tokens: maxTokens }),
      ...(stop && { stop: [...stop] }),
      ...(reasons && { reasoning_effort: 'medium' as const }),
      ...(schema && {
        response_format: {
          type: 'json_schema' as const,
          json_schema: { name: 'answer', schema: { ...schema } },
        },
      }),
      ...(tools && {
        tools: tools.map(tool => ({
          type: 'function' as const,
          function: { ...tool, parameters: { ...tool.parameters } },
        })),
      }),
    }
    const options = signal ? { signal } : {}
    const answer = stream
      ? await chat.completions
          .stream({ ...params, stream: true, stream_options: { include_usage: true } }, options)
          .finalChatCompletion()
      : await (schema ? chat.completions.parse(params, options) : chat.completions.create(params, options))
    const [choice] = answer.choices
    if (!choice) throw new Error('No choice')
    const { message } = choice
    const { reasoning_content: reasoning } = message as { reasoning_content?: string }
    return {
      text: message.content ?? '',
      reasoning: reasoning ?? '',
      calls: (message.tool_calls ?? []).flatMap(call =>
        call.type === 'function' ? [parsedCall(call.id, call.function.name, call.function.arguments)] : [],
      ),
      refusal: message.refusal ?? '',
      parsed: 'parsed' in message ? (message.parsed ?? undefined) : undefined,
      message,
      finish: finishIn(finishes, choice.finish_reason),
      usage: { input: answer.usage?.prompt_tokens ?? 0, output: answer.usage?.completion_tokens ?? 0 },
    }
  },
  raised: error =>
    error instanceof OpenAI.APIError
      ? { status: error.status, message: error.message }
      : { status: undefined, message: String(error) },
}
