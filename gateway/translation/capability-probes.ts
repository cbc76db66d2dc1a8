// For each capability, requests that ask for it and for nothing else.
import type { CapabilityName } from '../chat/capabilities.ts'
import type { Conversation, Part, ToolDefinition, Turn } from '../chat/conversation.ts'

export interface CapabilityProbe {
  /** The same request without what is asked for. */
  readonly without: Conversation
  /** All ways of asking for it. */
  readonly asking: readonly Conversation[]
}

const question: Turn = { role: 'user', parts: [{ type: 'text', text: 'Hello' }] }
const plain: Conversation = { stream: false, turns: [question], tools: [] }

const schema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
}
const tool: ToolDefinition = { name: 'get_weather', description: 'Tells the weather.', parameters: schema }
const withTool: Conversation = { ...plain, tools: [tool] }
const outputFormat = { type: 'json-schema', name: 'answer', schema, strict: true } as const

const base64 = 'aGVsbG8='
const picture: Part = { type: 'image', source: { type: 'data', mediaType: 'image/png', base64 } }
const pdf = 'application/pdf'

/** `format`: the one in which the provider is asked. */
export function probeOf(name: CapabilityName, format: string): CapabilityProbe {
  return probes[name](format)
}

const probes: Readonly<Record<CapabilityName, (format: string) => CapabilityProbe>> = {
  developer: () => asking({ turns: [{ ...question, role: 'developer' }, question] }, withSystem()),
  name: () => asking({ turns: [{ ...question, name: 'ann' }] }),
  picture: () => saying(picture),
  picture_url: () => saying({ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }),
  picture_detail: () => ({ ...saying({ ...picture, detail: 'high' }), without: conversationOf(picture) }),
  document: () => saying({ type: 'document', source: { type: 'data', mediaType: pdf, base64 } }),
  document_url: () => saying({ type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } }),
  text_document: () =>
    saying({ type: 'document', source: { type: 'data', mediaType: 'text/plain', base64 } }),
  uploaded_file: origin => saying({ type: 'document', source: { type: 'file', id: 'file-abc', origin } }),
  audio: () => saying({ type: 'audio', base64, format: 'wav' }),
  prefill: () => asking({ turns: [question, { role: 'assistant', parts: [{ type: 'text', text: 'Hi' }] }] }),
  refusal: () => answering([{ type: 'refusal', text: 'I cannot.' }], [{ type: 'text', text: 'I cannot.' }]),
  sealed_reasoning: origin => {
    const text: Part = { type: 'text', text: 'Hi' }
    return answering([{ type: 'reasoning', text: 'Hm', seal: { origin, value: 'c2VhbA==' } }, text], [text])
  },
  cache_control: () => saying({ type: 'text', text: 'A long text', cache: { lifetime: '5m' } }),
  tools: () => asking({ tools: [tool] }),
  strict_tools: () => asking({ tools: [{ ...tool, strict: true }] }, withTool),
  tool_choice_none: () => asking({ toolChoice: { type: 'none' } }, withTool),
  tool_choice_required: () => asking({ toolChoice: { type: 'required' } }, withTool),
  tool_choice_tool: () => asking({ toolChoice: { type: 'tool', name: tool.name } }, withTool),
  parallel_tool_calls: () => asking({ parallelToolCalls: false }, withTool),
  tool_result_picture: () => withResult([picture], false),
  tool_error: () => withResult([], true),
  json: () => asking({ outputFormat: { type: 'json' } }, inJson()),
  json_schema: () => asking({ outputFormat }),
  json_schema_beside_tools: () => asking({ outputFormat }, withTool),
  verbosity: () => asking({ verbosity: 'low' }),
  max_tokens: () => asking({ maxOutputTokens: 1000 }),
  stop: () => asking({ stopSequences: ['END'] }),
  n: () => asking({ choices: 2 }),
  logprobs: () => asking({ topLogprobs: 2 }),
  temperature: () => asking({ temperature: 0.5 }),
  top_p: () => asking({ topP: 0.5 }),
  top_k: () => asking({ topK: 20 }),
  frequency_penalty: () => asking({ frequencyPenalty: 0.5 }),
  presence_penalty: () => asking({ presencePenalty: 0.5 }),
  seed: () => asking({ seed: 7 }),
  reasoning_effort: () => asking({ reasoning: { effort: 'high' } }),
  reasoning_budget: () => asking({ reasoning: { budgetTokens: 4096 }, maxOutputTokens: 8192 }),
  reasoning_shown: () => ({
    without: plain,
    asking: [true, false].map(isShown => ({ ...plain, reasoning: { isShown } })),
  }),
  service_tier: () => asking({ serviceTier: 'flex' }),
  user: () => asking({ user: 'user-1' }),
  prompt_cache_key: () => asking({ promptCacheKey: 'key-1' }),
}

function asking(members: Partial<Conversation>, without = plain): CapabilityProbe {
  return { without, asking: [{ ...without, ...members }] }
}

function saying(part: Part): CapabilityProbe {
  return { without: plain, asking: [conversationOf(part)] }
}

function conversationOf(part: Part): Conversation {
  return { ...plain, turns: [{ role: 'user', parts: [...question.parts, part] }] }
}

function withSystem(): Conversation {
  return { ...plain, turns: [{ ...question, role: 'system' }, question] }
}

/** Some providers demand that the word is said. */
function inJson(): Conversation {
  return { ...plain, turns: [{ role: 'user', parts: [{ type: 'text', text: 'Answer in JSON' }] }] }
}

function answering(parts: readonly Part[], without: readonly Part[]): CapabilityProbe {
  const after = (said: readonly Part[]): Conversation => ({
    ...plain,
    turns: [question, { role: 'assistant', parts: said }, question],
  })
  return { without: after(without), asking: [after(parts)] }
}

/** `added` stands in the result of a call beside a text. */
function withResult(added: readonly Part[], isError: boolean): CapabilityProbe {
  const after = (content: readonly Part[], failed: boolean): Conversation => ({
    ...withTool,
    turns: [
      question,
      { role: 'assistant', parts: [{ type: 'tool-call', id: 'call_1', name: tool.name, arguments: '{}' }] },
      {
        role: 'tool',
        parts: [
          {
            type: 'tool-result',
            callId: 'call_1',
            name: tool.name,
            content: content.filter(part => part.type === 'text' || part.type === 'image'),
            isError: failed,
          },
        ],
      },
    ],
  })
  const text: Part = { type: 'text', text: 'Rain' }
  return { without: after([text], false), asking: [after([text, ...added], isError)] }
}
