import type { GenerateResponse } from 'ollama'
import { type Address, type Cannot, finishIn, type TranslatedClient } from '../client.ts'
import type { Got, Question } from '../question.ts'
import { client as chat, ollamaClient } from './ollama-chat.ts'

const finishes = { stop: 'stop', length: 'length', content_filter: 'filtered' } as const

const noCalls = 'The client’s format has one text, and neither tools nor turns.'
const cannot: Cannot = {
  call: noCalls,
  parallelCalls: noCalls,
  results: noCalls,
  ownSeal: noCalls,
  keptSeal: noCalls,
}

function paramsOf(model: string, { maxTokens, reasons, schema, stop, system, turns }: Question) {
  const asked = turns.flatMap(turn => (turn.role === 'user' ? turn : []))
  return {
    model,
    prompt: asked.map(({ text }) => text).join('\n'),
    images: asked.flatMap(({ pictureBase64 }) => pictureBase64 ?? []),
    ...(system !== undefined && { system }),
    options: {
      ...(maxTokens !== undefined && { num_predict: maxTokens }),
      ...(stop && { stop: [...stop] }),
    },
    ...(reasons && { think: true }),
    ...(schema && { format: schema }),
  }
}

function together(lines: readonly GenerateResponse[]): Got {
  const last = lines.at(-1)
  return {
    text: lines.map(({ response }) => response).join(''),
    reasoning: lines.map(line => line.thinking ?? '').join(''),
    calls: [],
    refusal: '',
    parsed: undefined,
    message: undefined,
    finish: finishIn(finishes, last?.done_reason),
    usage: { input: last?.prompt_eval_count ?? 0, output: last?.eval_count ?? 0 },
  }
}

export const client: TranslatedClient = {
  ...chat,
  name: 'ollama, generate',
  format: 'ollama-generate',
  cannot,
  async ask(to: Address, question, stream, signal): Promise<Got> {
    const ollama = ollamaClient(to, signal)
    const params = paramsOf(to.model, question)
    if (!stream) return together([await ollama.generate({ ...params, stream: false })])
    return together(await Array.fromAsync(await ollama.generate({ ...params, stream: true })))
  },
}
