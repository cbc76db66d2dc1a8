// Reads a client's chat request into a `Conversation`: https://docs.ollama.com/api/chat

import { isRecord, textOf } from '../../bytes/json-value.ts'
import type { Conversation, ToolDefinition } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import type { ParsedRequest } from '../../chat/translation.ts'
import { readMessages } from './read-messages.ts'
import { noteRest, readWishes, textAt, wishMembers } from './read-wishes.ts'

const readMembers: ReadonlySet<string> = new Set([...wishMembers, 'messages', 'tools'])

/** Throws GatewayError `request_invalid`. */
export function readConversation({ body }: ParsedRequest, receipt: Receipt): Conversation {
  noteRest(body, readMembers, '', receipt)
  const turns = readMessages(body.messages, receipt)
  // Such a request asks a server only to load the model: https://docs.ollama.com/api/chat
  if (turns.length === 0)
    throw invalid('"messages" must not be empty: this model cannot be loaded beforehand.')
  return { ...readWishes(body, receipt), turns, tools: readTools(body.tools, receipt) }
}

const toolMembers: ReadonlySet<string> = new Set(['type', 'function'])
const functionMembers: ReadonlySet<string> = new Set(['name', 'description', 'parameters', 'type', 'strict'])

/** https://docs.ollama.com/capabilities/tool-calling */
function readTools(tools: unknown, receipt: Receipt): readonly ToolDefinition[] {
  if (tools === undefined || tools === null) return []
  if (!Array.isArray(tools)) throw invalid('"tools" must be an array.')
  return tools.flatMap((tool: unknown, place) => {
    const path = `tools[${place}]`
    if (!isRecord(tool)) throw invalid(`"${path}" must be an object.`)
    if (tool.type !== undefined && tool.type !== 'function') {
      receipt.drop(path, 'Only tools that the caller runs itself can be passed on.')
      return []
    }
    const described = tool.function
    if (!isRecord(described)) throw invalid(`"${path}.function" must be an object.`)
    const name = textOf(described.name)
    if (name === '') throw invalid(`"${path}.function.name" is missing.`)
    noteRest(tool, toolMembers, `${path}.`, receipt)
    noteRest(described, functionMembers, `${path}.function.`, receipt)
    const description = textAt(described, 'description', `${path}.function.`)
    return [
      {
        name,
        ...(description === '' ? {} : { description }),
        parameters: described.parameters ?? { type: 'object', properties: {} },
        ...(typeof described.strict === 'boolean' ? { strict: described.strict } : {}),
      },
    ]
  })
}
