// Reads and writes requests for generated content.
import type { Content, GenerationConfig, Tool } from '@google/genai'
import type { JsonRecord } from '../../gateway/bytes/json-value.ts'
import type { Conversation, Part, Turn } from '../../gateway/chat/conversation.ts'
import { Receipt } from '../../gateway/chat/receipt.ts'
import { geminiGenerate } from '../../gateway/formats/gemini-generate/index.ts'

export const user = (text: string): Turn => ({ role: 'user', parts: [{ type: 'text', text }] })
export const model = (...parts: Part[]): Turn => ({ role: 'assistant', parts })
export const text = (said: string): Part => ({ type: 'text', text: said })
export const call = (id: string, name: string, signature?: string, origin = 'gemini-generate'): Part => ({
  type: 'tool-call',
  id,
  name,
  arguments: '{"a":1}',
  seal: signature === undefined ? undefined : { origin, value: signature },
})
export const result = (callId: string, said: string, isError = false): Turn => ({
  role: 'tool',
  parts: [{ type: 'tool-result', callId, content: [{ type: 'text', text: said }], isError }],
})

export function writeGenerate(conversation: Partial<Conversation>, name = 'gemini-2.5-flash') {
  const receipt = new Receipt()
  const whole: Conversation = { stream: false, turns: [user('Hi')], tools: [], ...conversation }
  const written = geminiGenerate.provider.translation?.writeRequest(whole, { model: name }, receipt)
  if (!written) throw new Error('The format is not translated.')
  const body = written.body as JsonRecord & {
    readonly contents: Content[]
    readonly tools?: Tool[]
    readonly generationConfig?: GenerationConfig
    readonly systemInstruction?: Content
  }
  return { ...written, body, receipt }
}

export const contentsOf = (turns: Turn[], name?: string) => writeGenerate({ turns }, name).body.contents
export const configOf = (conversation: Partial<Conversation>, name?: string) =>
  writeGenerate(conversation, name).body.generationConfig
export const dropped = (conversation: Partial<Conversation>, name?: string) =>
  writeGenerate(conversation, name).receipt.dropped.map(({ path }) => path)

export const hi = { role: 'user', parts: [{ text: 'Hi' }] }

export function readGenerate(body: JsonRecord, action = 'generateContent') {
  const receipt = new Receipt()
  const head = { path: `/v1beta/models/gemini-2.5-flash:${action}`, query: '', headers: {} }
  const conversation = geminiGenerate.caller.translation?.readConversation({ head, body }, receipt)
  if (!conversation) throw new Error('The format is not translated.')
  return { conversation, receipt }
}
