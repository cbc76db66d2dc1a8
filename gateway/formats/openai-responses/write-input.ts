// The turns of a conversation as items that say everything themselves. None has an id: the provider is asked to keep nothing, and
// then knows no ids. https://platform.openai.com/docs/guides/conversation-state
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Part, ReasoningPart, ToolCallPart, ToolResultPart, Turn } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { formatName } from './read-content.ts'
import { sentCallId, sentName } from './sent-names.ts'
import { textIn, writeContent, writeOutput } from './write-content.ts'

/** `firstTurn`: the number of the first of the turns in the caller's conversation. */
export function writeInput(turns: readonly Turn[], firstTurn: number, receipt: Receipt): JsonRecord[] {
  const pairs = pairedCalls(turns)
  return turns.flatMap((turn, index) => {
    const path = `messages[${firstTurn + index}]`
    if (turn.name !== undefined) receipt.drop(`${path}.name`, 'The provider has no names of speakers.')
    if (turn.role === 'assistant') return writeAssistant(turn.parts, path, pairs, receipt)
    if (turn.role === 'tool') return writeResults(turn.parts, path, pairs, receipt)
    const content = writeContent(turn.parts, `${path}.content`, receipt)
    return content.length === 0 ? [] : [{ type: 'message', role: turn.role, content }]
  })
}

/** The ids of calls that have a result after them. The provider refuses a call or a result without its other half. */
function pairedCalls(turns: readonly Turn[]): ReadonlySet<string> {
  const called = new Set<string>()
  const paired = new Set<string>()
  for (const { parts } of turns)
    for (const part of parts) {
      if (part.type === 'tool-call') called.add(part.id)
      if (part.type === 'tool-result' && called.has(part.callId)) paired.add(part.callId)
    }
  return paired
}

function writeAssistant(
  parts: readonly Part[],
  path: string,
  pairs: ReadonlySet<string>,
  receipt: Receipt,
): JsonRecord[] {
  const items: JsonRecord[] = []
  let said: JsonRecord[] = []
  /** Must be followed at once by what was thought of. */
  let thoughts: JsonRecord[] = []

  function add(item: JsonRecord): void {
    items.push(...thoughts, item)
    thoughts = []
  }
  function closeMessage(): void {
    if (said.length > 0) add(messageOf(said))
    said = []
  }

  for (const [index, part] of parts.entries()) {
    const at = `${path}.content[${index}]`
    if (part.type === 'text' || part.type === 'refusal') {
      if (part.text !== '') said.push(saidOf(part))
      continue
    }
    closeMessage()
    if (part.type === 'reasoning') thoughts.push(...writeReasoning(part, at, receipt))
    else if (part.type === 'tool-call') {
      if (pairs.has(part.id)) add(writeCall(part))
      else receipt.drop(at, 'The provider takes no call without its result.')
    } else receipt.leaveOut(part, at, 'The provider takes only text of the assistant.')
  }
  closeMessage()
  if (thoughts.length > 0) receipt.drop(path, 'The provider takes no thoughts that nothing follows.')
  return items
}

function saidOf(part: { readonly type: 'text' | 'refusal'; readonly text: string }): JsonRecord {
  return part.type === 'text'
    ? { type: 'output_text', text: part.text, annotations: [] }
    : { type: 'refusal', refusal: part.text }
}

function messageOf(said: readonly JsonRecord[]): JsonRecord {
  const [first, ...others] = said
  const isText = first?.type === 'output_text' && others.length === 0
  return { type: 'message', role: 'assistant', content: isText ? first.text : said }
}

function writeCall({ id, name, arguments: text }: ToolCallPart): JsonRecord {
  return {
    type: 'function_call',
    call_id: sentCallId(id),
    name: sentName(name),
    arguments: text.trim() === '' ? '{}' : text,
  }
}

/** Only what this format sealed can be opened by its providers. */
function writeReasoning({ text, seal }: ReasoningPart, path: string, receipt: Receipt): JsonRecord[] {
  if (seal?.origin !== formatName) {
    receipt.change(path, 'Thoughts of another provider are left out.')
    return []
  }
  const summary = text === '' ? [] : [{ type: 'summary_text', text }]
  return [{ type: 'reasoning', summary, encrypted_content: seal.value }]
}

function writeResults(
  parts: readonly Part[],
  path: string,
  pairs: ReadonlySet<string>,
  receipt: Receipt,
): JsonRecord[] {
  return parts.flatMap((part, index) => {
    const at = `${path}.content[${index}]`
    if (part.type !== 'tool-result') {
      receipt.leaveOut(part, at, 'The provider takes only results from tools.')
      return []
    }
    if (!pairs.has(part.callId)) return [strayResult(part, at, receipt)]
    const output = writeOutput(part, at, receipt)
    return [{ type: 'function_call_output', call_id: sentCallId(part.callId), output }]
  })
}

function strayResult(part: ToolResultPart, path: string, receipt: Receipt): JsonRecord {
  receipt.change(path, 'The result of a call that is not there is said as text.')
  const text = `Result of ${part.name ?? 'a tool'}: ${textIn(part.content)}`
  const seen = part.content.filter(({ type }) => type !== 'text')
  const content = writeContent([{ type: 'text', text }, ...seen], `${path}.content`, receipt)
  return { type: 'message', role: 'user', content }
}
