// https://github.com/ollama/ollama/blob/main/docs/api.md
import type { ChatRequest, Message } from 'ollama'
import { usage } from '../question.ts'
import { json, type Upstream } from '../upstream.ts'

const reasons = { stop: 'stop', length: 'length', calls: 'stop', filtered: 'stop' } as const

export const upstream: Upstream = {
  name: 'Ollama chat',
  format: 'ollama-chat',
  kind: 'ollama',
  basePath: '',
  model: 'llama3.2:latest',
  cannot: {
    filtered: 'A server of the format filters nothing.',
    refusal: 'The provider’s format does not tell a refusal from text.',
    ownSeal: 'Nothing in the provider’s format is sealed.',
    keptSeal: 'Nothing in the provider’s format is sealed.',
  },

  answer({ calls = [], finish, reasoning, text = [] }, stream) {
    const head = { model: 'llama3.2:latest', created_at: '2026-11-27T10:00:00.000000Z' }
    const tool_calls = calls.map(({ input, name }, index) => ({
      function: { index, name, arguments: input },
    }))
    const done = {
      done: true,
      done_reason: reasons[finish],
      total_duration: 9,
      load_duration: 1,
      prompt_eval_count: usage.input,
      prompt_eval_duration: 3,
      eval_count: usage.output,
      eval_duration: 5,
    }
    const message = (rest: object) => ({ role: 'assistant', content: '', ...rest })
    const thinking = reasoning === undefined ? {} : { thinking: reasoning }
    const called = calls.length > 0 ? { tool_calls } : {}
    if (!stream)
      return json({ ...head, message: message({ content: text.join(''), ...thinking, ...called }), ...done })
    const lines = [
      ...(reasoning === undefined ? [] : [{ message: message(thinking), done: false }]),
      ...text.map(content => ({ message: message({ content }), done: false })),
      ...(calls.length > 0 ? [{ message: message(called), done: false }] : []),
      { message: message({}), ...done },
    ]
    return {
      status: 200,
      headers: { 'content-type': 'application/x-ndjson' },
      body: Buffer.from(lines.map(line => `${JSON.stringify({ ...head, ...line })}\n`).join('')),
    }
  },

  failure: (status, message) => json({ error: message }, status),

  see(text) {
    const body = JSON.parse(text) as ChatRequest
    const messages = body.messages ?? []
    const said = (roles: readonly string[]) =>
      messages.flatMap(({ content, role }: Message) =>
        roles.includes(role) && content !== '' ? content : [],
      )
    const calls = messages.flatMap(({ tool_calls: each }) => each ?? [])
    return {
      system: said(['system']).join('\n'),
      texts: said(['user', 'assistant']),
      pictures: messages.flatMap(({ images }) => [...(images ?? [])].map(String)),
      tools: (body.tools ?? []).map(tool => tool.function.name ?? ''),
      calls: calls.map(({ function: called }) => ({ name: called.name, input: called.arguments })),
      results: said(['tool']),
      isPaired: calls.length === messages.filter(({ role }) => role === 'tool').length,
      seals: [],
      stop: body.options?.stop ?? [],
      hasSchema: typeof body.format === 'object',
      maxTokens: body.options?.num_predict,
    }
  },
}
