import OpenAI from 'openai'
import { type Address, parsedCall, type TranslatedClient } from '../client.ts'
import type { Got, Question } from '../question.ts'

function inputOf({ turns }: Question): OpenAI.Responses.ResponseInputItem[] {
  return turns.flatMap((turn): OpenAI.Responses.ResponseInputItem[] => {
    switch (turn.role) {
      case 'user':
        return [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: turn.text },
              ...(turn.pictureBase64 === undefined
                ? []
                : [
                    {
                      type: 'input_image' as const,
                      detail: 'auto' as const,
                      image_url: `data:image/png;base64,${turn.pictureBase64}`,
                    },
                  ]),
            ],
          },
        ]
      case 'own':
        return turn.message as OpenAI.Responses.ResponseInputItem[]
      case 'assistant':
        return [
          ...(turn.text === undefined ? [] : [{ role: 'assistant' as const, content: turn.text }]),
          ...(turn.calls ?? []).map(({ id, input, name }) => ({
            type: 'function_call' as const,
            call_id: id,
            name,
            arguments: JSON.stringify(input),
          })),
        ]
      default:
        return turn.results.map(({ call, text }) => ({
          type: 'function_call_output' as const,
          call_id: call.id,
          output: text,
        }))
    }
  })
}

function finishOf({ incomplete_details: cut, output, status }: OpenAI.Responses.Response): Got['finish'] {
  if (status === 'incomplete') return cut?.reason === 'content_filter' ? 'filtered' : 'length'
  if (status !== 'completed') throw new Error(`The status is ${status}`)
  return output.some(({ type }) => type === 'function_call') ? 'calls' : 'stop'
}

export const client: TranslatedClient = {
  name: 'openai, responses',
  format: 'openai-responses',
  hasIds: true,
  hasParseHelper: true,
  cannot: { stop: 'The client’s format has no stop sequences.' },
  async ask({ gatewayUrl, model, token }: Address, question, stream, signal): Promise<Got> {
    const { responses } = new OpenAI({ baseURL: `${gatewayUrl}/v1`, apiKey: token, maxRetries: 0 })
    const { maxTokens, reasons, schema, system, tools } = question
    const params = {
      model,
      input: inputOf(question),
      ...(system !== undefined && { instructions: system }),
      ...(maxTokens !== undefined && { max_output_tokens: maxTokens }),
      ...(reasons && { reasoning: { effort: 'medium' as const, summary: 'auto' as const } }),
      ...(schema && {
        text: { format: { type: 'json_schema' as const, name: 'answer', schema: { ...schema } } },
      }),
      ...(tools && {
        tools: tools.map(tool => ({
          type: 'function' as const,
          strict: false,
          name: tool.name,
          parameters: { ...tool.parameters },
        })),
      }),
    }
    const options = signal ? { signal } : {}
    const answer = stream
      ? await responses.stream(params, options).finalResponse()
      : await (schema ? responses.parse(params, options) : responses.create(params, options))
    const said = answer.output.flatMap(item => (item.type === 'message' ? item.content : []))
    return {
      text: answer.output_text,
      reasoning: answer.output
        .flatMap(item => (item.type === 'reasoning' ? item.summary.map(({ text }) => text) : []))
        .join(''),
      calls: answer.output.flatMap(item =>
        item.type === 'function_call' ? [parsedCall(item.call_id, item.name, item.arguments)] : [],
      ),
      refusal: said.flatMap(part => (part.type === 'refusal' ? part.refusal : [])).join(''),
      parsed: 'output_parsed' in answer ? (answer.output_parsed ?? undefined) : undefined,
      message: answer.output,
      finish: finishOf(answer),
      usage: { input: answer.usage?.input_tokens ?? 0, output: answer.usage?.output_tokens ?? 0 },
    }
  },
  raised: error =>
    error instanceof OpenAI.APIError
      ? { status: error.status, message: error.message }
      : { status: undefined, message: String(error) },
}
