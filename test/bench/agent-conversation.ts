// A conversation of an agent that edits files: the same in every run, in any format.
import type { JsonRecord } from '../../gateway/bytes/json-value.ts'
import type { Conversation, ToolDefinition, Turn } from '../../gateway/chat/conversation.ts'
import { Receipt } from '../../gateway/chat/receipt.ts'
import type { WrittenRequest } from '../../gateway/chat/translation.ts'
import { GatewayError } from '../../gateway/errors.ts'
import { formatOf, type WireFormat } from '../../gateway/formats/index.ts'
import type { Encoding } from '../../gateway/tokens/encoding.ts'
import { randomOf } from '../support/random.ts'
import { textSamples } from './token-texts.ts'

const callsPerTask = 6
const toolCount = 30
const parametersPerTool = 8

/** Makes a streamed conversation of about so many tokens. Without any it is one short question. */
export function agentConversation(tokens: number, encoding: Encoding): Conversation {
  const random = randomOf(9)
  let counted = 0
  const text = (sample: 0 | 1, units: number) => {
    const made = textSamples[sample]?.text(random(1_000_000), units) ?? ''
    counted += encoding.count(made)
    return { type: 'text', text: made } as const
  }
  const turns: Turn[] = [{ role: 'system', parts: [text(0, tokens === 0 ? 200 : 8000)] }]
  const tools =
    tokens === 0
      ? []
      : Array.from({ length: toolCount }, (_, each) => toolOf(each, units => text(0, units).text))
  do {
    turns.push({ role: 'user', parts: [text(0, 200 + random(600))] })
    if (tokens === 0) break
    for (let call = 0; call < callsPerTask; call++) {
      const id = `call_${turns.length}`
      const edit = { path: `src/file-${turns.length}.ts`, old: text(1, 500).text, new: text(1, 500).text }
      const name = toolName(random(toolCount))
      const content = [text(1, 500 + random(3000))]
      turns.push({
        role: 'assistant',
        parts: [text(0, 100 + random(200)), { type: 'tool-call', id, name, arguments: JSON.stringify(edit) }],
      })
      turns.push({
        role: 'tool',
        parts: [{ type: 'tool-result', callId: id, name, content, isError: false }],
      })
    }
  } while (counted < tokens)
  return { stream: true, turns, tools, maxOutputTokens: 8000, temperature: 0.5 }
}

const toolName = (index: number) => `tool_${index}`

function toolOf(index: number, text: (units: number) => string): ToolDefinition {
  const parameters = Array.from({ length: parametersPerTool }, (_, each) => [
    `parameter_${each}`,
    { type: 'string', description: text(80) },
  ])
  return {
    name: toolName(index),
    description: text(600),
    parameters: { type: 'object', properties: Object.fromEntries(parameters), required: ['parameter_0'] },
  }
}

/** The request with which a client of the format asks for an answer to the conversation. */
export function requestIn(format: WireFormat, conversation: Conversation, model: string): WrittenRequest {
  const { translation } = formatOf(format).provider
  if (!translation) throw new GatewayError('internal')
  return translation.writeRequest(conversation, { model }, new Receipt())
}

export const bytesOf = (body: JsonRecord) => Buffer.from(JSON.stringify(body))
