import { type ChatResponse, type Message, Ollama } from 'ollama'
import { type Address, finishIn, type TranslatedClient } from '../client.ts'
import type { Call, Got, Question } from '../question.ts'

const finishes = { stop: 'stop', length: 'length', content_filter: 'filtered' } as const

function messagesOf({ system, turns }: Question): Message[] {
  const said = turns.flatMap((turn): Message[] => {
    switch (turn.role) {
      case 'user':
        return [
          {
            role: 'user',
            content: turn.text,
            ...(turn.pictureBase64 !== undefined && { images: [turn.pictureBase64] }),
          },
        ]
      case 'own':
        return [turn.message as Message]
      case 'assistant':
        return [
          {
            role: 'assistant',
            content: turn.text ?? '',
            ...(turn.calls && {
              tool_calls: turn.calls.map(({ input, name }) => ({
                function: { name, arguments: { ...input } },
              })),
            }),
          },
        ]
      default:
        return turn.results.map(({ call, text }) => ({ role: 'tool', content: text, tool_name: call.name }))
    }
  })
  return system === undefined ? said : [{ role: 'system', content: system }, ...said]
}

function together(lines: readonly ChatResponse[]): Got {
  const last = lines.at(-1)
  const calls = lines.flatMap(({ message }) =>
    (message.tool_calls ?? []).map(({ function: called }) => ({
      id: '',
      name: called.name,
      input: called.arguments as Call['input'],
    })),
  )
  const finish = finishIn(finishes, last?.done_reason)
  return {
    text: lines.map(({ message }) => message.content ?? '').join(''),
    reasoning: lines.map(({ message }) => message.thinking ?? '').join(''),
    calls,
    refusal: '',
    parsed: undefined,
    message: lines[0]?.message,
    finish: finish === 'stop' && calls.length > 0 ? 'calls' : finish,
    usage: { input: last?.prompt_eval_count ?? 0, output: last?.eval_count ?? 0 },
  }
}

/** The client's own `abort` knows only streams whose headers have come. */
export function ollamaClient({ gatewayUrl, token }: Address, signal: AbortSignal | undefined): Ollama {
  const signals = signal ? [signal] : []
  return new Ollama({
    host: gatewayUrl,
    headers: { authorization: `Bearer ${token}` },
    fetch: (url, init) =>
      fetch(url, {
        ...init,
        signal: AbortSignal.any([...signals, ...(init?.signal ? [init.signal] : [])]),
      }),
  })
}

export const client: TranslatedClient = {
  name: 'ollama, chat',
  format: 'ollama-chat',
  hasIds: false,
  hasParseHelper: false,
  cannot: {
    ownSeal:
      'The client’s format has no place for a signature, and no id of a call by which it could be kept.',
    keptSeal: 'The client’s format has no id of a call by which a signature could be kept.',
  },
  async ask(to: Address, question, stream, signal): Promise<Got> {
    const ollama = ollamaClient(to, signal)
    const { maxTokens, reasons, schema, stop, tools } = question
    const params = {
      model: to.model,
      messages: messagesOf(question),
      options: {
        ...(maxTokens !== undefined && { num_predict: maxTokens }),
        ...(stop && { stop: [...stop] }),
      },
      ...(reasons && { think: true }),
      ...(schema && { format: schema }),
      ...(tools && {
        tools: tools.map(({ name, parameters }) => ({
          type: 'function',
          function: { name, description: '', parameters },
        })),
      }),
    }
    if (!stream) return together([await ollama.chat({ ...params, stream: false })])
    return together(await Array.fromAsync(await ollama.chat({ ...params, stream: true })))
  },
  raised(error) {
    const { message, status_code: status } = error as { message: string; status_code?: number }
    return { status, message }
  },
}
