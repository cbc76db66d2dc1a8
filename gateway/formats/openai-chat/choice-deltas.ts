import type { JsonRecord } from '../../bytes/json-value.ts'
import type { AnswerPart, Citation, FinishReason } from '../../chat/answer-part.ts'
import { callMemberOfSeal, detailOfSeal } from './thought-details.ts'

/** What one chunk says of a choice. */
export interface Step {
  readonly delta: JsonRecord
  readonly logprobs?: JsonRecord
  readonly finishReason?: string
}

type ChoicePart = Exclude<AnswerPart, { readonly type: 'error' }>

interface OpenCall {
  readonly index: number
  hasArguments: boolean
}

/** Turns the parts of one choice into what its chunks say, beginning with the role. */
export class ChoiceDeltas {
  readonly #isLegacy: boolean
  readonly #calls = new Map<number, OpenCall>()
  readonly #citations: Citation[] = []
  #hasBegun = false
  /** The thinking that no seal has ended yet. */
  #thinking = ''
  #details = 0

  constructor(isLegacy: boolean) {
    this.#isLegacy = isLegacy
  }

  stepsOf(part: ChoicePart): readonly Step[] {
    // A seal is of the thinking right before it, not of any that stood before a text.
    if (part.type === 'text' || part.type === 'tool-call') this.#thinking = ''
    const steps = this.#read(part)
    if (this.#hasBegun || steps.length === 0) return steps
    this.#hasBegun = true
    const { tool_calls, function_call, refusal } = steps[0]?.delta ?? {}
    const isText = (tool_calls ?? function_call ?? refusal) === undefined
    return [{ delta: { role: 'assistant', content: isText ? '' : null } }, ...steps]
  }

  #read(part: ChoicePart): readonly Step[] {
    switch (part.type) {
      case 'text':
        return part.text === '' ? [] : [{ delta: { content: part.text } }]
      case 'refusal':
        return part.text === '' ? [] : [{ delta: { refusal: part.text } }]
      case 'reasoning':
        if (part.text === '') return []
        this.#thinking += part.text
        return [{ delta: { reasoning_content: part.text } }]
      case 'reasoning-seal': {
        const detail = detailOfSeal(part.seal, part.seal.isRedacted ? '' : this.#thinking, this.#details++)
        this.#thinking = ''
        return [{ delta: { reasoning_details: [detail] } }]
      }
      case 'tool-call':
        return this.#begin(part)
      case 'tool-arguments':
        return this.#continue(part.call, part.text)
      case 'tool-call-end':
        return this.#completed(part.call)
      case 'citation':
        if (part.citation.url !== undefined) this.#citations.push(part.citation)
        return []
      case 'logprobs':
        return [{ delta: {}, logprobs: { content: part.entries, refusal: null } }]
      case 'finish':
        return this.#finish(part.reason)
      default:
        return part satisfies never
    }
  }

  #begin({ call, id, name, seal }: Extract<ChoicePart, { readonly type: 'tool-call' }>): readonly Step[] {
    if (this.#calls.has(call) || (this.#isLegacy && this.#calls.size > 0)) return []
    const index = this.#calls.size
    this.#calls.set(call, { index, hasArguments: false })
    if (this.#isLegacy) return [{ delta: { function_call: { name, arguments: '' } } }]
    const begun = {
      index,
      id,
      type: 'function',
      function: { name, arguments: '' },
      ...callMemberOfSeal(seal),
    }
    return [{ delta: { tool_calls: [begun] } }]
  }

  #continue(call: number, text: string): readonly Step[] {
    const open = this.#calls.get(call)
    if (!open || text === '') return []
    open.hasArguments = true
    if (this.#isLegacy) return [{ delta: { function_call: { arguments: text } } }]
    return [{ delta: { tool_calls: [{ index: open.index, function: { arguments: text } }] } }]
  }

  /** Callers parse the arguments: without any, they are an empty object. */
  #completed(call: number): readonly Step[] {
    return this.#calls.get(call)?.hasArguments === false ? this.#continue(call, '{}') : []
  }

  /**
   * The sources go out together at the end, as OpenAI sends them: the official client keeps the last list alone.
   */
  #finish(reason: FinishReason): readonly Step[] {
    const rest = [...this.#calls.keys()].flatMap(call => this.#completed(call))
    const annotations = this.#citations.map(annotationOf)
    const sources = annotations.length > 0 ? [{ delta: { annotations } }] : []
    return [...rest, ...sources, { delta: {}, finishReason: finishReasonOf(reason, this.#isLegacy) }]
  }
}

/** https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-finish_reason */
function finishReasonOf(reason: FinishReason, isLegacy: boolean): string {
  if (reason === 'tool-calls') return isLegacy ? 'function_call' : 'tool_calls'
  return reason === 'content-filter' ? 'content_filter' : reason
}

/** https://platform.openai.com/docs/guides/tools-web-search?api-mode=chat#output-and-citations */
function annotationOf({ url, title, start, end }: Citation): JsonRecord {
  const place = { start_index: start ?? 0, end_index: end ?? start ?? 0 }
  return { type: 'url_citation', url_citation: { url: url ?? '', title: title ?? url ?? '', ...place } }
}
