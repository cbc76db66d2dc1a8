import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { Part, ToolCallPart, Turn } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { argumentsText } from './call-arguments.ts'
import { readPictures } from './read-pictures.ts'
import { noteRest, textAt } from './read-wishes.ts'

/** Makes one turn of each message, so that both have the same number. */
export function readMessages(messages: unknown, receipt: Receipt): readonly Turn[] {
  if (!Array.isArray(messages)) throw invalid('"messages" must be an array.')
  const open = createOpenCalls()
  return messages.map((message: unknown, place) => {
    if (!isRecord(message)) throw invalid(`"messages[${place}]" must be an object.`)
    return readMessage(message, place, open, receipt)
  })
}

const roles = ['system', 'developer', 'user', 'assistant', 'tool'] as const

const commonMembers = ['role', 'content', 'images']
const readMembers: Readonly<Record<Turn['role'], ReadonlySet<string>>> = {
  system: new Set(commonMembers),
  developer: new Set(commonMembers),
  user: new Set(commonMembers),
  assistant: new Set([...commonMembers, 'thinking', 'tool_calls']),
  tool: new Set([...commonMembers, 'tool_name', 'tool_call_id', 'name']),
}

function readMessage(message: JsonRecord, place: number, open: OpenCalls, receipt: Receipt): Turn {
  const path = `messages[${place}].`
  // The server reads roles in any case.
  const said = textOf(message.role).toLowerCase()
  const role = roles.find(each => each === said)
  if (role === undefined) throw invalid(`"${path}role" must be one of ${roles.join(', ')}.`)
  noteRest(message, readMembers[role], path, receipt)

  const content = textAt(message, 'content', path)
  const texts = content === '' ? [] : [{ type: 'text', text: content } as const]
  const pictures = readPictures(message.images, `${path}images`, receipt)
  if (role === 'tool') {
    const { id, name } = open.answer(message, place)
    const part = { type: 'tool-result', callId: id, name, content: [...texts, ...pictures] } as const
    return { role, parts: [{ ...part, isError: false }] }
  }
  // The server shows the model the pictures of a message before its words.
  const parts: Part[] = [...pictures, ...texts]
  if (role !== 'assistant') return { role, parts }

  const thinking = textAt(message, 'thinking', path)
  if (thinking !== '') parts.unshift({ type: 'reasoning', text: thinking })
  const calls = readCalls(message.tool_calls, place, receipt)
  if (calls.length > 0) open.begin(calls)
  return { role, parts: [...parts, ...calls] }
}

const callMembers: ReadonlySet<string> = new Set(['id', 'type', 'function'])

/**
 * Many clients drop the ids of calls. A call without one gets an id made of its place in the conversation, so that the id
 * is the same in the next request.
 */
function readCalls(calls: unknown, place: number, receipt: Receipt): readonly ToolCallPart[] {
  const path = `messages[${place}].tool_calls`
  if (calls === undefined || calls === null) return []
  if (!Array.isArray(calls)) throw invalid(`"${path}" must be an array.`)
  return calls.map((call: unknown, number) => {
    const called = isRecord(call) ? call.function : undefined
    if (!isRecord(call) || !isRecord(called))
      throw invalid(`"${path}[${number}].function" must be an object.`)
    noteRest(call, callMembers, `${path}[${number}].`, receipt)
    const name = textOf(called.name)
    if (name === '') throw invalid(`"${path}[${number}].function.name" is missing.`)
    const text = argumentsText(called.arguments)
    if (text === undefined) throw invalid(`"${path}[${number}].function.arguments" must be an object.`)
    return {
      type: 'tool-call',
      id: textOf(call.id) || `call_${place}_${number}`,
      name,
      arguments: text,
    }
  })
}

/** The calls of the assistant's last turn that have no result so far. */
interface OpenCalls {
  begin(calls: readonly ToolCallPart[]): void
  /** Finds the call that a message with a result belongs to, and closes it. */
  answer(message: JsonRecord, place: number): { readonly id: string; readonly name: string | undefined }
}

/** Takes time linear in the calls and results, because a request may have a hundred thousand of each. */
function createOpenCalls(): OpenCalls {
  let open = new Set<ToolCallPart>()
  let byId = new Map<string, ToolCallPart>()
  // Both are reversed, so that the first call is taken off in constant time.
  let inOrder: ToolCallPart[] = []
  let byName = new Map<string, ToolCallPart[]>()

  function takeFirst(calls: ToolCallPart[] = []): ToolCallPart | undefined {
    while (calls.length > 0) {
      const call = calls.pop()
      if (call && open.has(call)) return call
    }
    return undefined
  }

  return {
    begin(calls) {
      open = new Set(calls)
      byId = new Map(calls.map(call => [call.id, call]))
      inOrder = calls.toReversed()
      byName = Map.groupBy(inOrder, ({ name }) => name)
    },
    /** Found by the call's id, or by the name of the tool, or else in the order of the calls. */
    answer(message, place) {
      const id = textOf(message.tool_call_id)
      const name = textOf(message.tool_name) || textOf(message.name)
      const found = id ? byId.get(id) : takeFirst(name ? byName.get(name) : inOrder)
      if (found) open.delete(found)
      return { id: id || found?.id || `call_${place}`, name: name || found?.name }
    },
  }
}
