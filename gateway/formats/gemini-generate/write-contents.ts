import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Part, Turn } from '../../chat/conversation.ts'
import { requiresSignatures } from './model-generation.ts'
import { indexResults, type ResultIndex } from './result-index.ts'
import {
  addPart,
  areOwnCalls,
  textOfResult,
  type WritingContext,
  writeCall,
  writeResult,
} from './write-content-part.ts'

interface Content {
  readonly role: 'user' | 'model'
  readonly parts: JsonRecord[]
}

export interface WrittenContents {
  readonly system: readonly JsonRecord[]
  readonly contents: readonly Content[]
}

/**
 * Contents in which the user and the model alternate. The instructions at the start stand apart from them. The results of all
 * calls of a turn follow it at once, in the order of the calls.
 */
export function writeContents(turns: readonly Turn[], context: WritingContext): WrittenContents {
  const opening = turns.findIndex(({ role }) => role !== 'system' && role !== 'developer')
  const first = opening < 0 ? turns.length : opening
  const system = turns.slice(0, first).flatMap((turn, index) => instructionsOf(turn, index, context))
  const contents: Content[] = []
  const results = indexResults(turns)
  for (const [index, turn] of turns.entries()) {
    if (index < first) continue
    if (turn.role === 'assistant') addAnswer(turn, index, turns.length - 1, results, contents, context)
    else if (turn.role === 'tool') addOrphans(turn, index, results, contents, context)
    else add(contents, 'user', userParts(turn, index, context))
  }
  if (contents.length === 0) return withoutContents(system, context)
  closeEnds(contents, context)
  if (requiresSignatures(context.generation)) signCalls(contents)
  return { system, contents }
}

function instructionsOf(turn: Turn, index: number, context: WritingContext): readonly JsonRecord[] {
  if (turn.role === 'developer')
    context.receipt.change(`messages[${index}].role`, 'A developer speaks as the system.')
  return partsOf(turn, index, context)
}

function userParts(turn: Turn, index: number, context: WritingContext): readonly JsonRecord[] {
  if (turn.role !== 'user')
    context.receipt.change(
      `messages[${index}].role`,
      'Instructions within the conversation are said by the user.',
    )
  return partsOf(turn, index, context)
}

function partsOf(turn: Turn, index: number, context: WritingContext): JsonRecord[] {
  const parts: JsonRecord[] = []
  for (const [place, part] of turn.parts.entries())
    addPart(part, `messages[${index}].content[${place}]`, parts, context)
  if (turn.name !== undefined && turn.role !== 'tool')
    context.receipt.drop(`messages[${index}].name`, 'The format has no names of speakers.')
  return parts
}

function add(contents: Content[], role: Content['role'], parts: readonly JsonRecord[]): void {
  if (parts.length === 0) return
  const last = contents.at(-1)
  if (last?.role === role) for (const part of parts) last.parts.push(part)
  else contents.push({ role, parts: [...parts] })
}

/** What the model said, and the results of what it called. */
function addAnswer(
  turn: Turn,
  index: number,
  lastIndex: number,
  results: ResultIndex,
  contents: Content[],
  context: WritingContext,
): void {
  const areOwn = areOwnCalls(turn.parts.filter(part => part.type === 'tool-call'))
  const said: JsonRecord[] = []
  const responses: JsonRecord[] = []
  const beside: JsonRecord[] = []
  for (const [place, part] of turn.parts.entries()) {
    const path = `messages[${index}].content[${place}]`
    if (part.type !== 'tool-call') addPart(part, path, said, context)
    else {
      const found = results.take(part.id, index)
      if (found) {
        const written = writeResult(part, found.result, found.path, areOwn, context)
        responses.push(written.response)
        beside.push(...written.beside)
      } else if (index !== lastIndex) {
        context.receipt.change(path, 'A call without a result is told as text.')
        said.push({ text: `(You called ${part.name} with ${part.arguments}. There is no result.)` })
        continue
      }
      said.push(writeCall(part, areOwn, context))
    }
  }
  if (turn.name !== undefined)
    context.receipt.drop(`messages[${index}].name`, 'The format has no names of speakers.')
  add(contents, 'model', said)
  add(contents, 'user', [...responses, ...beside])
}

/** Results of calls that are not there, such as those of a conversation that was cut short. */
function addOrphans(
  turn: Turn,
  index: number,
  results: ResultIndex,
  contents: Content[],
  context: WritingContext,
): void {
  for (const [place, part] of turn.parts.entries()) {
    if (part.type !== 'tool-result' || results.isTaken(part)) continue
    context.receipt.change(
      `messages[${index}].content[${place}]`,
      'A result without its call is told as text.',
    )
    const text = `(A result of ${part.name ?? 'a tool'}: ${textOfResult(part)})`
    add(contents, 'user', [{ text }, ...mediaWithin(part.content, index, place, context)])
  }
}

function mediaWithin(
  content: readonly Part[],
  index: number,
  place: number,
  context: WritingContext,
): readonly JsonRecord[] {
  const parts: JsonRecord[] = []
  for (const part of content)
    if (part.type !== 'text') addPart(part, `messages[${index}].content[${place}]`, parts, context)
  return parts
}

function withoutContents(system: readonly JsonRecord[], { receipt }: WritingContext): WrittenContents {
  receipt.change('messages', 'The format needs something that the user says.')
  const parts = system.length === 0 ? [{ text: '(empty)' }] : [...system]
  return { system: [], contents: [{ role: 'user', parts }] }
}

/** The user begins, and the model goes on with what it had begun only if it is asked to. */
function closeEnds(contents: Content[], { receipt }: WritingContext): void {
  if (contents[0]?.role === 'model') {
    receipt.change('messages[0]', 'The user has to begin, so a sentence stands before it.')
    contents.unshift({ role: 'user', parts: [{ text: '(The conversation goes on from here.)' }] })
  }
  const last = contents.at(-1)
  if (last?.role !== 'model' || last.parts.some(({ functionCall }) => functionCall !== undefined)) return
  receipt.change('messages', 'The answer that the model is to go on with is followed by a wish to do so.')
  const wish = 'Go on with your last message from exactly where it stops, and repeat nothing of it.'
  contents.push({ role: 'user', parts: [{ text: wish }] })
}

/** https://ai.google.dev/gemini-api/docs/thought-signatures: for calls that another model made. */
const skipToken = 'skip_thought_signature_validator'

/** Of calls side by side, only the first has a signature. */
function signCalls(contents: readonly Content[]): void {
  for (const { parts } of contents) {
    const at = parts.findIndex(({ functionCall }) => functionCall !== undefined)
    const first = parts[at]
    if (first && first.thoughtSignature === undefined) parts[at] = { ...first, thoughtSignature: skipToken }
  }
}
