// Requests of each format, and what the cache makes of them.
import { type CacheQuestion, readCacheRequest } from '../../gateway/cache/read-cache-request.ts'
import type { WireFormat } from '../../gateway/formats/index.ts'

export const usual: Omit<CacheQuestion, 'format'> = {
  head: { path: '/', query: '', headers: {} },
  targets: ['here/some-model'],
  scope: 'client:1',
  epoch: 1,
  allowsTools: false,
  maxTemperature: 1,
}

export function read(format: WireFormat, body: object | string, more: Partial<CacheQuestion> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return readCacheRequest(Buffer.from(text), { ...usual, format, ...more })
}

export function keys(format: WireFormat, body: object | string, more: Partial<CacheQuestion> = {}) {
  const answer = read(format, body, more)
  if (!answer.eligible) throw new Error(answer.reason)
  return answer.keys
}

export function reason(format: WireFormat, body: object, more: Partial<CacheQuestion> = {}) {
  const answer = read(format, body, more)
  return answer.eligible ? undefined : answer.reason
}

export const asked = 'How do I list files?'

/** A request of each format, as it is with `more`, with another question, and with a picture in its last turn or an earlier one. */
export const examples = {
  'openai-chat': {
    of: (question: unknown, earlier: object[] = []) => ({
      model: 'm',
      messages: [{ role: 'system', content: 'Be brief.' }, ...earlier, { role: 'user', content: question }],
    }),
    textPart: { type: 'text', text: asked },
    picture: { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
    turn: (content: unknown) => ({ role: 'user', content }),
    tool: { tools: [{ type: 'function', function: { name: 'ls', parameters: {} } }] },
    called: { role: 'assistant', content: null, tool_calls: [{ id: '1', type: 'function', function: {} }] },
  },
  'anthropic-messages': {
    of: (question: unknown, earlier: object[] = []) => ({
      model: 'm',
      max_tokens: 100,
      system: 'Be brief.',
      messages: [...earlier, { role: 'user', content: question }],
    }),
    textPart: { type: 'text', text: asked },
    picture: { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
    turn: (content: unknown) => ({ role: 'user', content }),
    tool: { tools: [{ name: 'ls', input_schema: { type: 'object' } }] },
    called: { role: 'assistant', content: [{ type: 'tool_use', id: '1', name: 'ls', input: {} }] },
  },
  'openai-responses': {
    of: (question: unknown, earlier: object[] = []) => ({
      model: 'm',
      input: [...earlier, { role: 'user', content: question }],
    }),
    textPart: { type: 'input_text', text: asked },
    picture: { type: 'input_image', image_url: 'data:image/png;base64,AA==' },
    turn: (content: unknown) => ({ role: 'user', content }),
    tool: { tools: [{ type: 'function', name: 'ls', parameters: {} }] },
    called: { type: 'function_call', call_id: '1', name: 'ls', arguments: '{}' },
  },
  'ollama-chat': {
    of: (question: unknown, earlier: object[] = []) => ({
      model: 'm',
      messages: [...earlier, { role: 'user', content: question }],
    }),
    textPart: undefined,
    picture: undefined,
    turn: (content: unknown) => ({ role: 'user', content }),
    tool: { tools: [{ type: 'function', function: { name: 'ls' } }] },
    called: { role: 'assistant', content: '', tool_calls: [{ function: { name: 'ls', arguments: {} } }] },
  },
} as const

export const generated = (question: unknown, more: object = {}) => ({
  contents: [{ role: 'user', parts: [{ text: question }] }],
  ...more,
})
export const path = '/v1beta/models/some-model:generateContent'
export const atPath = { head: { ...usual.head, path } }
