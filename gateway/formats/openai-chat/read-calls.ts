import { isRecord, type JsonRecord, parseJson, textOf } from '../../bytes/json-value.ts'
import type { AnswerPart } from '../../chat/answer-part.ts'
import type { MintIds } from '../../chat/translation.ts'
import { sealOfCall } from './thought-details.ts'

interface Call {
  readonly number: number
  /** Undefined until the provider has said a name: before that, a call has not begun. */
  id: string | undefined
  waiting: string
  name: string
  readonly given: string
  /** All the arguments so far, of a call without an id. */
  text: string
}

/**
 * The calls of one choice. Providers differ in how they tell calls apart: by an index, by a new id at the same index, or by
 * neither, and some send the arguments as an object.
 */
export class ChoiceCalls {
  readonly #choice: number
  readonly #ids: MintIds
  readonly #calls: Call[] = []
  readonly #byIndex = new Map<unknown, Call>()
  #last: Call | undefined

  constructor(choice: number, ids: MintIds) {
    this.#choice = choice
    this.#ids = ids
  }

  /** Whether any call has begun. */
  get seen(): boolean {
    return this.#calls.some(({ id }) => id !== undefined)
  }

  read(piece: JsonRecord): readonly AnswerPart[] {
    const { id, index } = piece
    const said = isRecord(piece.function) ? piece.function : {}
    const text = isRecord(said.arguments) ? JSON.stringify(said.arguments) : textOf(said.arguments)
    const call = this.#find(textOf(id), index, textOf(said.name), text)
    if (call.given === '') call.text += text
    call.name ||= textOf(said.name)
    if (call.id !== undefined) return this.#arguments(call, text)
    call.waiting += text
    return call.name === '' ? [] : this.#begin(call, piece)
  }

  /** The calls are over. */
  end(): readonly AnswerPart[] {
    const begun = this.#calls.filter(({ id }) => id !== undefined)
    return begun.map(({ number }) => ({ type: 'tool-call-end', choice: this.#choice, call: number }))
  }

  #find(id: string, index: unknown, name: string, text: string): Call {
    const known = typeof index === 'number' ? this.#byIndex.get(index) : this.#byId(id)
    const isOther = known && name !== '' && (hasOtherId(known, id) || followsWhole(known, id, text))
    if (known && !isOther) {
      this.#last = known
      return known
    }
    if (typeof index !== 'number' && id === '' && name === '' && this.#last) return this.#last
    const call: Call = {
      number: this.#calls.length,
      id: undefined,
      waiting: '',
      name: '',
      given: id,
      text: '',
    }
    this.#calls.push(call)
    if (typeof index === 'number') this.#byIndex.set(index, call)
    this.#last = call
    return call
  }

  #byId(id: string): Call | undefined {
    return id === '' ? undefined : this.#calls.find(({ given }) => given === id)
  }

  #begin(call: Call, piece: JsonRecord): readonly AnswerPart[] {
    const id = call.given || textOf(piece.id) || `call_${this.#ids()}`
    call.id = id
    const seal = sealOfCall(piece)
    const begun: AnswerPart = {
      type: 'tool-call',
      choice: this.#choice,
      call: call.number,
      id,
      name: call.name,
      ...(seal && { seal }),
    }
    return [begun, ...this.#arguments(call, call.waiting)]
  }

  #arguments({ number }: Call, text: string): readonly AnswerPart[] {
    return text === '' ? [] : [{ type: 'tool-arguments', choice: this.#choice, call: number, text }]
  }
}

function hasOtherId({ given }: Call, id: string): boolean {
  return id !== '' && given !== '' && given !== id
}

/** Without ids, a name and the beginning of arguments after whole arguments are another call. */
function followsWhole({ given, text: before }: Call, id: string, text: string): boolean {
  return id === '' && given === '' && text.startsWith('{') && isRecord(parseJson(before))
}
