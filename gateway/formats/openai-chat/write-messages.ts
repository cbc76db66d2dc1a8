// Writes the turns of a conversation as messages. Text is sent as one string wherever that can be done, because many compatible
// servers take lists of parts only from users, or not at all.
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { ReasoningPart, ToolCallPart, ToolResultPart, Turn } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { TranslationTarget } from '../../chat/translation.ts'
import type { FittedNames } from '../fitted-names.ts'
import { demandsThoughtsBack, isReasoningModel, wantsThoughtsBack } from './model-kinds.ts'
import { type PlacedPart, type PlacedTurn, pairTurns } from './paired-turns.ts'
import { sentId } from './sent-names.ts'
import { callMemberOfSeal, detailOfSeal, formatName } from './thought-details.ts'
import { contentOf, joinTexts, noteCacheMark, writePart } from './write-content.ts'

export interface MessageContext {
  readonly target: TranslationTarget
  readonly hasTools: boolean
  readonly names: FittedNames
  readonly receipt: Receipt
}

export function writeMessages(turns: readonly Turn[], context: MessageContext): readonly JsonRecord[] {
  const paired = pairTurns(turns, context.receipt)
  const lastUser = paired.findLastIndex(({ role }) => role === 'user')
  return paired.flatMap((turn, at): readonly JsonRecord[] => {
    switch (turn.role) {
      case 'assistant':
        return writeAssistant(turn, at > lastUser || context.hasTools, context)
      case 'tool':
        return writeResults(turn, context)
      case 'user':
        return [{ role: 'user', ...nameOf(turn, context), content: contentOf(turn.parts, context.receipt) }]
      default:
        return [
          {
            role: instructing(turn, context),
            ...nameOf(turn, context),
            content: textsOf(turn, context.receipt),
          },
        ]
    }
  })
}

/** Other models than OpenAI's newer ones know no developer; their `system` means the same. */
function instructing({ role, path }: PlacedTurn, { target, receipt }: MessageContext): string {
  if (role !== 'developer' || isReasoningModel(target.model)) return role
  receipt.change(`${path}.role`, 'The model knows no developer, so the message is the system’s.')
  return 'system'
}

/** https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages: no spaces, 64 characters at most. */
function nameOf({ name, path }: PlacedTurn, { receipt }: MessageContext): JsonRecord {
  if (name === undefined) return {}
  if (/^[^\s<|\\/>]{1,64}$/.test(name)) return { name }
  receipt.drop(`${path}.name`, 'The provider takes no such name.')
  return {}
}

/** Of turns that can have nothing but text. */
function textsOf({ parts }: PlacedTurn, receipt: Receipt): string {
  const texts: string[] = []
  for (const { part, path } of parts) {
    noteCacheMark(part, path, receipt)
    if (part.type === 'text') texts.push(part.text)
    else receipt.leaveOut(part, path, 'A message with this role has only text.')
  }
  return joinTexts(texts)
}

function writeAssistant(turn: PlacedTurn, isAtWork: boolean, context: MessageContext): readonly JsonRecord[] {
  const { receipt, names } = context
  const thoughts: (PlacedPart & { readonly part: ReasoningPart })[] = []
  const calls: JsonRecord[] = []
  const texts: string[] = []
  let refusal = ''
  let isApart = false
  for (const { part, path } of turn.parts) {
    noteCacheMark(part, path, receipt)
    if (part.type === 'text') {
      if (calls.length > 0) receipt.change(path, 'Text after a call stands before it.')
      // A model's text in pieces is one text, unless something else stood between them.
      if (isApart || texts.length === 0) texts.push(part.text)
      else texts.push(`${texts.pop() ?? ''}${part.text}`)
    } else if (part.type === 'refusal') refusal += part.text
    else if (part.type === 'tool-call') calls.push(writeCall(part, path, names, receipt))
    else if (part.type === 'reasoning') thoughts.push({ part, path })
    else receipt.leaveOut(part, path, 'A message of an assistant has only text and calls.')
    isApart = part.type !== 'text'
  }
  const text = joinTexts(texts)
  if (text === '' && refusal === '' && calls.length === 0) return noteThoughtsAlone(thoughts, receipt)
  const message = {
    role: 'assistant',
    ...nameOf(turn, context),
    content: text === '' && (calls.length > 0 || refusal !== '') ? null : text,
    ...(refusal !== '' && { refusal }),
    ...placeholderFor(calls, context),
    ...writeThoughts(thoughts, isAtWork, context),
    ...(calls.length > 0 && { tool_calls: calls }),
  }
  return [message]
}

function noteThoughtsAlone(thoughts: readonly PlacedPart[], receipt: Receipt): readonly JsonRecord[] {
  for (const { path } of thoughts) receipt.change(path, 'Thinking without an answer is left out.')
  return []
}

function writeCall(call: ToolCallPart, path: string, names: FittedNames, receipt: Receipt): JsonRecord {
  const id = sentId(call.id)
  if (id !== call.id) receipt.change(path, 'The id of the call is too long for the provider and is replaced.')
  const isOwn = call.seal?.origin === formatName
  if (call.seal && !isOwn) receipt.change(path, 'A signature of another provider is left out.')
  return {
    id,
    type: 'function',
    function: { name: names.of(call.name), arguments: call.arguments.trim() || '{}' },
    ...callMemberOfSeal(isOwn ? call.seal : undefined),
  }
}

/**
 * What stands for thinking that nobody has any more, or that another provider did. Models take no empty text for it. It is
 * overwritten where there is some.
 */
function placeholderFor(calls: readonly JsonRecord[], { target, hasTools }: MessageContext): JsonRecord {
  return (calls.length > 0 || hasTools) && demandsThoughtsBack(target) ? { reasoning_content: ' ' } : {}
}

/** Thinking that a provider of this format sealed goes back as it came; other thinking only to models that want it. */
function writeThoughts(
  thoughts: readonly (PlacedPart & { readonly part: ReasoningPart })[],
  isAtWork: boolean,
  { target, receipt }: MessageContext,
): JsonRecord {
  const details: JsonRecord[] = []
  const texts: string[] = []
  for (const { part, path } of thoughts) {
    if (part.seal?.origin === formatName) details.push(detailOfSeal(part.seal, part.text, details.length))
    else if (isAtWork && part.text !== '' && wantsThoughtsBack(target)) texts.push(part.text)
    else receipt.change(path, 'The provider is not told this thinking again.')
  }
  return {
    ...(details.length > 0 && { reasoning_details: details }),
    ...(texts.length > 0 && { reasoning_content: joinTexts(texts) }),
  }
}

/** A result has only text, so its pictures and documents follow the last one in a message of the user. */
function writeResults({ parts }: PlacedTurn, { receipt }: MessageContext): readonly JsonRecord[] {
  const media: unknown[] = []
  const messages = parts.flatMap(({ part, path }) => {
    if (part.type !== 'tool-result') return []
    noteCacheMark(part, path, receipt)
    const attached = mediaOf(part, path, receipt)
    for (const each of attached) media.push(each)
    return [
      { role: 'tool', tool_call_id: sentId(part.callId), content: resultText(part, path, attached, receipt) },
    ]
  })
  return media.length > 0 ? [...messages, { role: 'user', content: media }] : messages
}

function mediaOf(result: ToolResultPart, path: string, receipt: Receipt): readonly unknown[] {
  const sent = result.content.flatMap((part, at) => {
    if (part.type === 'text') return []
    const place = `${path}.content[${at}]`
    const written = writePart(part, place, receipt)
    if (written) receipt.change(place, 'It follows the results in a message of the user.')
    return written ? [written] : []
  })
  if (sent.length === 0) return []
  const of = result.name === undefined ? sentId(result.callId) : `${result.name} (${sentId(result.callId)})`
  return [{ type: 'text', text: `From the result of ${of}:` }, ...sent]
}

function resultText(
  { content, isError }: ToolResultPart,
  path: string,
  attached: readonly unknown[],
  receipt: Receipt,
): string {
  const text = joinTexts(content.flatMap(part => (part.type === 'text' ? [part.text] : [])))
  const said = text === '' && attached.length > 0 ? 'The result is in the next message of the user.' : text
  if (!isError) return said
  receipt.change(`${path}.is_error`, 'That the tool failed is said in the text.')
  return /^\s*\W*error/i.test(said) ? said : `Error: ${said}`
}
