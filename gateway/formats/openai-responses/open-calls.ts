// A call of a tool while it is written, as the kind of item that the caller knows the tool by.
import { isRecord, type JsonRecord, parseJson } from '../../bytes/json-value.ts'
import { CustomInputStream } from './custom-input-stream.ts'
import type { Emit, OpenItem } from './open-items.ts'
import { type OwnKind, ownTools } from './own-tools.ts'
import type { OfferedTool } from './read-tools.ts'

export interface OpenCall extends OpenItem {
  /** A piece of the arguments' JSON. */
  add(text: string): void
}

/** What a call is known by before its arguments. */
export interface CallHead {
  /** Letters and digits, unique among the items. */
  readonly itemId: string
  readonly index: number
  readonly callId: string
  /** The name under which the tool was offered. */
  readonly name: string
  /** Undefined if the model calls a tool that nobody offered. */
  readonly tool: OfferedTool | undefined
}

export function openCall(head: CallHead, emit: Emit): OpenCall {
  const kind = head.tool?.kind ?? 'function'
  if (kind === 'function') return new OpenFunctionCall(head, emit)
  return kind === 'custom' ? new OpenCustomCall(head, emit) : new OpenOwnCall(head, kind, emit)
}

function nameOf({ name, tool }: CallHead): JsonRecord {
  if (tool === undefined) return { name }
  return tool.namespace === undefined ? { name: tool.name } : { name: tool.name, namespace: tool.namespace }
}

class OpenFunctionCall implements OpenCall {
  readonly #head: CallHead
  readonly #emit: Emit
  #text = ''

  constructor(head: CallHead, emit: Emit) {
    this.#head = head
    this.#emit = emit
    emit('response.output_item.added', { output_index: head.index, item: this.#item('in_progress', '') })
  }

  add(text: string): void {
    if (text === '') return
    this.#text += text
    this.#emit('response.function_call_arguments.delta', { ...this.#place, delta: text })
  }

  close(isWhole: boolean): JsonRecord | undefined {
    if (!isWhole && parseJson(this.#text) === undefined) return undefined
    if (this.#text === '') this.add('{}')
    const { name } = nameOf(this.#head)
    this.#emit('response.function_call_arguments.done', { ...this.#place, name, arguments: this.#text })
    const item = this.#item('completed', this.#text)
    this.#emit('response.output_item.done', { output_index: this.#head.index, item })
    return item
  }

  get #place(): JsonRecord {
    return { item_id: `fc_${this.#head.itemId}`, output_index: this.#head.index }
  }

  #item(status: string, text: string): JsonRecord {
    const { itemId, callId } = this.#head
    const name = nameOf(this.#head)
    return { id: `fc_${itemId}`, type: 'function_call', status, call_id: callId, ...name, arguments: text }
  }
}

class OpenCustomCall implements OpenCall {
  readonly #head: CallHead
  readonly #emit: Emit
  readonly #input = new CustomInputStream()
  #text = ''

  constructor(head: CallHead, emit: Emit) {
    this.#head = head
    this.#emit = emit
    emit('response.output_item.added', { output_index: head.index, item: this.#item('in_progress', '') })
  }

  add(text: string): void {
    this.#text += text
    this.#say(this.#input.push(text))
  }

  close(isWhole: boolean): JsonRecord | undefined {
    if (!isWhole && parseJson(this.#text) === undefined) return undefined
    const { rest, input } = this.#input.end()
    this.#say(rest)
    this.#emit('response.custom_tool_call_input.done', { ...this.#place, input })
    const item = this.#item('completed', input)
    this.#emit('response.output_item.done', { output_index: this.#head.index, item })
    return item
  }

  get #place(): JsonRecord {
    return { item_id: `ctc_${this.#head.itemId}`, output_index: this.#head.index }
  }

  #say(delta: string): void {
    if (delta !== '') this.#emit('response.custom_tool_call_input.delta', { ...this.#place, delta })
  }

  #item(status: string, input: string): JsonRecord {
    const { itemId, callId } = this.#head
    const name = nameOf(this.#head)
    return { id: `ctc_${itemId}`, type: 'custom_tool_call', status, call_id: callId, ...name, input }
  }
}

/** Items of these kinds have no pieces: they come whole. */
class OpenOwnCall implements OpenCall {
  readonly #head: CallHead
  readonly #kind: OwnKind
  readonly #emit: Emit
  #text = ''

  constructor(head: CallHead, kind: OwnKind, emit: Emit) {
    this.#head = head
    this.#kind = kind
    this.#emit = emit
  }

  add(text: string): void {
    this.#text += text
  }

  close(isWhole: boolean): JsonRecord | undefined {
    const { itemId, index, callId } = this.#head
    const { callType, idPrefix, callOf } = ownTools[this.#kind]
    const given = this.#text === '' ? {} : parseJson(this.#text)
    const members = isRecord(given) ? callOf(given) : undefined
    // A call that makes no sense is told as what the model wrote, so that the caller can answer it.
    if (members === undefined) return this.#asFunction(isWhole)
    const item = {
      id: `${idPrefix}_${itemId}`,
      type: callType,
      status: 'in_progress',
      call_id: callId,
      ...members,
    }
    this.#emit('response.output_item.added', { output_index: index, item })
    const done = { ...item, status: 'completed' }
    this.#emit('response.output_item.done', { output_index: index, item: done })
    return done
  }

  #asFunction(isWhole: boolean): JsonRecord | undefined {
    if (!isWhole) return undefined
    const call = new OpenFunctionCall(this.#head, this.#emit)
    call.add(this.#text)
    return call.close(true)
  }
}
