// Reads the messages of a request. Each message is one turn, so that the paths of a receipt name both.
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { Part, ToolCallPart, ToolResultPart, Turn } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { readContent } from './read-content.ts'
import { isGiven, readList, readText, requireObject, requireText, wrong } from './request-members.ts'
import { sealOfCall, thoughtsOf } from './thought-details.ts'

/** What the messages before say that later ones refer to. */
interface Calls {
  /** The name of the tool by the id of the call. */
  readonly names: Map<string, string>
  /** The id of the last call of a function by its name, for results that say only the name. */
  readonly functionIds: Map<string, string>
}

export function readMessages(messages: unknown, receipt: Receipt): readonly Turn[] {
  const calls: Calls = { names: new Map(), functionIds: new Map() }
  return readList(messages, 'messages').map((message, at) => {
    const path = `messages[${at}]`
    return readMessage(requireObject(message, path), { path, at, calls, receipt })
  })
}

interface Place {
  readonly path: string
  readonly at: number
  readonly calls: Calls
  readonly receipt: Receipt
}

function readMessage(message: JsonRecord, place: Place): Turn {
  const { path, receipt } = place
  const name = readText(message.name, `${path}.name`)
  const named = name === undefined ? {} : { name }
  switch (message.role) {
    case 'system':
    case 'developer':
    case 'user': {
      noteRest(message, ['role', 'name', 'content'], place)
      return { role: message.role, ...named, parts: readContent(message.content, `${path}.content`, receipt) }
    }
    case 'assistant':
      return { role: 'assistant', ...named, parts: readAssistant(message, place) }
    case 'tool': {
      noteRest(message, ['role', 'name', 'content', 'tool_call_id'], place)
      const callId = requireText(message.tool_call_id, `${path}.tool_call_id`)
      return {
        role: 'tool',
        parts: [resultOf(callId, place.calls.names.get(callId) ?? name, message, place)],
      }
    }
    case 'function': {
      noteRest(message, ['role', 'name', 'content'], place)
      const called = requireText(message.name, `${path}.name`)
      const callId = place.calls.functionIds.get(called) ?? `function_${place.at}`
      return { role: 'tool', parts: [resultOf(callId, called, message, place)] }
    }
    default:
      throw wrong(`${path}.role`, 'system, developer, user, assistant, tool or function')
  }
}

const assistantMembers: readonly string[] = [
  'role',
  'name',
  'content',
  'refusal',
  'tool_calls',
  'function_call',
  'reasoning_content',
  'reasoning',
  'reasoning_details',
]

/** A message has no order of its kinds of parts: a model thinks, then speaks, then calls. */
function readAssistant(message: JsonRecord, place: Place): readonly Part[] {
  const { path, at, calls, receipt } = place
  if (isGiven(message.audio)) receipt.lose(`${path}.audio`, 'Only the provider that made the sound has it.')
  noteRest(message, [...assistantMembers, 'audio'], place)
  const refusal = readText(message.refusal, `${path}.refusal`)
  const made = readList(message.tool_calls, `${path}.tool_calls`).map((call, each) =>
    readCall(requireObject(call, `${path}.tool_calls[${each}]`), `${path}.tool_calls[${each}]`, receipt),
  )
  if (isGiven(message.function_call)) {
    const called = requireObject(message.function_call, `${path}.function_call`)
    const call = callOf(`function_${at}`, called, `${path}.function_call`)
    calls.functionIds.set(call.name, call.id)
    made.push(call)
  }
  for (const { id, name } of made) calls.names.set(id, name)
  return [
    ...thoughtsOf(message),
    ...readContent(message.content, `${path}.content`, receipt),
    ...(refusal ? [{ type: 'refusal', text: refusal } as const] : []),
    ...made,
  ]
}

function readCall(call: JsonRecord, path: string, receipt: Receipt): ToolCallPart {
  const id = requireText(call.id, `${path}.id`)
  if (call.type === 'custom') {
    const custom = requireObject(call.custom, `${path}.custom`)
    receipt.change(`${path}.custom`, 'Only this format has free text as input: it became an argument.')
    const input = JSON.stringify({ input: textOf(custom.input) })
    return { type: 'tool-call', id, name: requireText(custom.name, `${path}.custom.name`), arguments: input }
  }
  const made = callOf(id, requireObject(call.function, `${path}.function`), `${path}.function`)
  const seal = sealOfCall(call)
  return seal ? { ...made, seal } : made
}

/** Some callers send arguments as an object, and an empty text where there are none. */
function callOf(id: string, called: JsonRecord, path: string): ToolCallPart {
  const { name, arguments: given } = called
  const text = isRecord(given) ? JSON.stringify(given) : readText(given, `${path}.arguments`)
  return {
    type: 'tool-call',
    id,
    name: requireText(name, `${path}.name`),
    arguments: text?.trim() ? text : '{}',
  }
}

function resultOf(
  callId: string,
  name: string | undefined,
  message: JsonRecord,
  place: Place,
): ToolResultPart {
  const path = `${place.path}.content`
  const content = readContent(message.content, path, place.receipt).filter((part, at) => {
    const fits = part.type === 'text' || part.type === 'image' || part.type === 'document'
    if (!fits) place.receipt.leaveOut(part, `${path}[${at}]`, 'A result of a tool cannot hold this.')
    return fits
  })
  return { type: 'tool-result', callId, ...(name !== undefined && { name }), content, isError: false }
}

function noteRest(message: JsonRecord, read: readonly string[], { path, receipt }: Place): void {
  for (const [name, value] of Object.entries(message))
    if (isGiven(value) && !isEmptyList(value) && !read.includes(name))
      receipt.drop(`${path}.${name}`, 'The provider’s format has no such member.')
}

/** The official client sends an answer back as it read it, with lists of what there was none of. */
function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
