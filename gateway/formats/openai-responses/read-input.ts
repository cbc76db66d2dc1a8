// The items of the input: https://platform.openai.com/docs/api-reference/responses/create#responses-create-input
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import { readSeal } from '../../chat/carried-seal.ts'
import type {
  DocumentPart,
  ImagePart,
  Part,
  ReasoningPart,
  Seal,
  TextPart,
  ToolResultPart,
  Turn,
} from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { readCallSeal } from './call-seals.ts'
import { type OwnKind, ownKinds, ownTools } from './own-tools.ts'
import { formatName, readContent } from './read-content.ts'
import { offeredName } from './read-tools.ts'
import { noteUnread, readList, readText, requireObject, requireText } from './wire-members.ts'

export function readInput(input: unknown, receipt: Receipt): readonly Turn[] {
  if (input === undefined || input === null) return []
  if (typeof input === 'string') {
    receipt.placeTurn('input', ['input'])
    return [{ role: 'user', parts: [{ type: 'text', text: input }] }]
  }
  if (!Array.isArray(input)) throw invalid('"input" must be a string or an array.')
  const reader = new InputReader(receipt)
  for (const [index, item] of input.entries())
    reader.read(requireObject(item, `input[${index}]`), `input[${index}]`)
  return reader.turns
}

const ownCalls = new Map(ownKinds.map(kind => [ownTools[kind].callType, kind]))
const ownOutputs: ReadonlySet<unknown> = new Set(ownKinds.map(kind => ownTools[kind].outputType))

function isOutput(type: unknown): boolean {
  return type === 'function_call_output' || type === 'custom_tool_call_output' || ownOutputs.has(type)
}

/** What an answer says of an item and no model reads: its id, its state. They are not noted. */
const ofTheItem = ['type', 'id', 'status', 'created_by']
const messageMembers = new Set([...ofTheItem, 'role', 'content'])
const callMembers = new Set([
  ...ofTheItem,
  'call_id',
  'name',
  'namespace',
  'arguments',
  'input',
  'action',
  'operation',
  'execution',
  'environment',
])
const outputMembers = new Set([
  ...ofTheItem,
  'call_id',
  'name',
  'namespace',
  'output',
  'tools',
  'execution',
  'max_output_length',
])
const reasoningMembers = new Set([...ofTheItem, 'summary', 'content', 'encrypted_content'])

type ResultContent = TextPart | ImagePart | DocumentPart

/** What the assistant does in a row is one turn, and so are the results of its tools. */
class InputReader {
  readonly turns: Turn[] = []
  readonly #receipt: Receipt
  #open: { readonly role: Turn['role']; readonly parts: Part[]; readonly places: string[] } | undefined
  readonly #names = new Map<string, string>()
  /** What the call of an id has given so far. */
  readonly #results = new Map<string, ResultContent[]>()
  /** How many calls of an id, side by side, have no result so far. */
  readonly #waiting = new Map<string, number>()
  /** Waits for the call that it belongs to. */
  #callSeal: Seal | undefined

  constructor(receipt: Receipt) {
    this.#receipt = receipt
  }

  read(item: JsonRecord, path: string): void {
    const { type } = item
    const own = ownCalls.get(textOf(type))
    if (type === undefined || type === null || type === 'message') this.#readMessage(item, path)
    else if (type === 'function_call' || type === 'custom_tool_call') this.#readCall(item, path)
    else if (own !== undefined) this.#readOwnCall(own, item, path)
    else if (isOutput(type)) this.#readOutput(item, path)
    else if (type === 'reasoning') this.#readReasoning(item, path)
    else if (type !== 'additional_tools') this.#readOther(type, path)
  }

  #readOther(type: unknown, path: string): void {
    if (typeof type !== 'string') throw invalid(`"${path}.type" must be a string.`)
    refuseKept(type, path)
    this.#receipt.drop(path, 'Only this format has such an item.')
  }

  #add(role: Turn['role'], added: readonly Part[], path: string): void {
    if (added.length === 0) return
    if (this.#open?.role !== role || (role !== 'assistant' && role !== 'tool')) {
      const parts: Part[] = []
      this.#open = { role, parts, places: [] }
      this.turns.push({ role, parts })
      this.#receipt.placeTurn(path, this.#open.places)
    }
    for (const part of added) {
      this.#open.parts.push(part)
      this.#open.places.push(path)
    }
  }

  #readMessage(item: JsonRecord, path: string): void {
    const { role } = item
    if (role !== 'user' && role !== 'assistant' && role !== 'system' && role !== 'developer')
      throw invalid(`"${path}.role" must be "user", "assistant", "system" or "developer".`)
    noteUnread(item, messageMembers, `${path}.`, this.#receipt)
    this.#add(role, readContent(item.content, `${path}.content`, this.#receipt), path)
  }

  #readCall(item: JsonRecord, path: string): void {
    const isCustom = item.type === 'custom_tool_call'
    const name = requireText(item.name, `${path}.name`)
    const text = isCustom
      ? JSON.stringify({ input: requireText(item.input, `${path}.input`) })
      : requireText(item.arguments, `${path}.arguments`)
    this.#addCall(item, path, offeredName(name, readText(item.namespace, `${path}.namespace`)), text)
  }

  #readOwnCall(kind: OwnKind, item: JsonRecord, path: string): void {
    const given = ownTools[kind].argumentsOf(item)
    if (!isRecord(given)) throw invalid(`"${path}" does not say what is called.`)
    this.#addCall(item, path, kind, JSON.stringify(given))
  }

  #addCall(item: JsonRecord, path: string, name: string, text: string): void {
    noteUnread(item, callMembers, `${path}.`, this.#receipt)
    const id = requireText(item.call_id, `${path}.call_id`)
    this.#names.set(id, name)
    this.#results.delete(id)
    const beside = this.#open?.role === 'assistant' ? (this.#waiting.get(id) ?? 0) : 0
    this.#waiting.set(id, beside + 1)
    const seal = this.#callSeal
    this.#callSeal = undefined
    const call = { type: 'tool-call', id, name, arguments: text } as const
    this.#add('assistant', [seal === undefined ? call : { ...call, seal }], path)
  }

  #readOutput(item: JsonRecord, path: string): void {
    noteUnread(item, outputMembers, `${path}.`, this.#receipt)
    // That of a local shell has the call's id as its own.
    const isOfLocalShell = item.type === ownTools.local_shell.outputType
    const callId = requireText(item.call_id ?? (isOfLocalShell ? item.id : undefined), `${path}.call_id`)
    const content = [...this.#readOutputContent(item, path)]
    const before = this.#results.get(callId)
    const waiting = this.#waiting.get(callId) ?? 0
    if (before !== undefined && waiting === 0) {
      // A call that goes on may give several, which other formats take only as one.
      this.#receipt.change(path, 'It is joined to the result that the call gave before.')
      before.push(...content)
      return
    }
    this.#waiting.set(callId, Math.max(0, waiting - 1))
    this.#results.set(callId, content)
    const result: ToolResultPart = {
      type: 'tool-result',
      callId,
      name: this.#names.get(callId) ?? readText(item.name, `${path}.name`),
      content,
      isError: item.type === ownTools.apply_patch.outputType && item.status === 'failed',
    }
    this.#add('tool', [result], path)
  }

  #readOutputContent(item: JsonRecord, path: string): readonly ResultContent[] {
    if (item.type === ownTools.shell.outputType) return textually(item.output)
    if (item.type === ownTools.tool_search.outputType) return textually(item.tools)
    return readContent(item.output, `${path}.output`, this.#receipt).flatMap((part, index) => {
      if (part.type === 'text' || part.type === 'image' || part.type === 'document') return [part]
      this.#receipt.leaveOut(part, `${path}.output[${index}]`, 'A result of a tool has no such part.')
      return []
    })
  }

  #readReasoning(item: JsonRecord, path: string): void {
    noteUnread(item, reasoningMembers, `${path}.`, this.#receipt)
    const sealed = readText(item.encrypted_content, `${path}.encrypted_content`) ?? ''
    const ofCall = readCallSeal(sealed)
    if (ofCall !== undefined) {
      this.#callSeal = ofCall
      return
    }
    const summary = textsIn(item.summary, `${path}.summary`)
    const texts = summary.length > 0 ? summary : textsIn(item.content, `${path}.content`)
    const part: ReasoningPart = { type: 'reasoning', text: texts.join('\n\n') }
    if (sealed === '' && part.text === '') {
      this.#receipt.drop(path, 'What was thought is kept by the provider that thought it.')
      return
    }
    this.#add('assistant', [sealed === '' ? part : { ...part, seal: sealOf(sealed, item) }], path)
  }
}

function sealOf(sealed: string, { id }: JsonRecord): Seal {
  const seal = readSeal(sealed, formatName)
  return seal.origin === formatName && typeof id === 'string' ? { ...seal, id } : seal
}

function textsIn(list: unknown, path: string): readonly string[] {
  return readList(list, path).map((part, index) => {
    const at = `${path}[${index}]`
    return requireText(requireObject(part, at).text, `${at}.text`)
  })
}

function textually(value: unknown): readonly TextPart[] {
  return [{ type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value ?? null) }]
}

/** Without what these stand for, the model would answer something else. */
function refuseKept(type: unknown, path: string): void {
  if (type === 'item_reference')
    throw invalid(
      `"${path}" refers to an item that another provider keeps. The model of this request is at a provider that has none of them: send the item itself, as clients do where "store" is false. In Vercel's AI SDK, set its option "store" to false in "providerOptions".`,
    )
  if (type === 'compaction')
    throw invalid(
      `"${path}" is a conversation that only its own provider can read. The model of this request is at another: send the conversation itself.`,
    )
}
