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
  /** All the arguments so far. */
  text: string
  /** Whether it was looked at once if the arguments are whole, while it was the last call. */
  isChecked: boolean
  isEnded: boolean
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
  readonly #usedIds = new Set<string>()
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
    const before = this.#last
    const call = this.#find(textOf(id), index, textOf(said.name), text)
    if (call.isEnded) return []
    call.text += text
    call.name ||= textOf(said.name)
    if (call.id !== undefined) return this.#arguments(call, text)
    call.waiting += text
    if (call.name === '') return []
    return [...(before && before !== call ? this.#endWhole(before) : []), ...this.#begin(call, piece)]
  }

  /** Text follows. It is looked only once whether the last call is whole, as there may be thousands of texts. */
  endBeforeText(): readonly AnswerPart[] {
    const last = this.#last
    if (!last || last.isChecked) return []
    last.isChecked = true
    return this.#endWhole(last)
  }

  /** The calls are over. */
  end(): readonly AnswerPart[] {
    return this.#calls.flatMap(call => this.#end(call))
  }

  /**
   * Ends a call whose arguments are whole, since nothing says that before the answer ends. Without it, whoever writes one call
   * at a time would keep back those that follow.
   */
  #endWhole(call: Call): readonly AnswerPart[] {
    return call.text.trimEnd().endsWith('}') && isRecord(parseJson(call.text)) ? this.#end(call) : []
  }

  #end(call: Call): readonly AnswerPart[] {
    if (call.id === undefined || call.isEnded) return []
    call.isEnded = true
    return [{ type: 'tool-call-end', choice: this.#choice, call: call.number }]
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
      isChecked: false,
      isEnded: false,
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
    const given = call.given || textOf(piece.id)
    // Some servers give all calls one id. The caller could not say whose result is whose.
    const id = given === '' || this.#usedIds.has(given) ? `call_${this.#ids()}` : given
    call.id = id
    this.#usedIds.add(id)
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
