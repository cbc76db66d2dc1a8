// Reads generated content, whole or chunk by chunk: https://ai.google.dev/api/generate-content#response-body
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { AnswerPart } from '../../chat/answer-part.ts'
import type { AnswerDecoder, MintIds } from '../../chat/translation.ts'
import { CandidateReader } from './candidate-reader.ts'
import { errorPart, readFailure } from './read-failure.ts'

/** A request has eight at most. */
const candidatesAtMost = 8

export function createDecoder(ids: MintIds): AnswerDecoder {
  const candidates = new Map<number, CandidateReader>()
  let isBlocked = false
  let hasFailed = false

  function read(data: unknown): readonly AnswerPart[] {
    if (hasFailed || !isRecord(data)) return []
    const parts = [...failure(data), ...blocked(data), ...(hasFailed ? [] : said(data))]
    return untilError(parts)
  }

  function failure(data: JsonRecord): readonly AnswerPart[] {
    if (data.error === undefined || data.error === null) return []
    hasFailed = true
    return [
      errorPart(readFailure(data) ?? { message: 'The provider reported an error without saying which.' }),
    ]
  }

  /** A prompt that is refused has no candidates. That is an answer: asking again gives the same one. */
  function blocked({ promptFeedback }: JsonRecord): readonly AnswerPart[] {
    if (!isRecord(promptFeedback) || typeof promptFeedback.blockReason !== 'string' || isBlocked) return []
    isBlocked = true
    const text = textOf(promptFeedback.blockReasonMessage)
    return text === '' ? [] : [{ type: 'refusal', choice: 0, text }]
  }

  function said({ candidates: list }: JsonRecord): readonly AnswerPart[] {
    return (Array.isArray(list) ? list.filter(isRecord) : []).flatMap(candidate => {
      const choice = choiceOf(candidate.index)
      return choice === undefined ? [] : readerOf(choice).read(candidate)
    })
  }

  function readerOf(choice: number): CandidateReader {
    const reader = candidates.get(choice) ?? new CandidateReader(choice, ids)
    candidates.set(choice, reader)
    return reader
  }

  function untilError(parts: readonly AnswerPart[]): readonly AnswerPart[] {
    const at = parts.findIndex(({ type }) => type === 'error')
    if (at >= 0) hasFailed = true
    return at < 0 ? parts : parts.slice(0, at + 1)
  }

  function end(): readonly AnswerPart[] {
    if (hasFailed) return []
    if (candidates.size === 0 && isBlocked) return [{ type: 'finish', choice: 0, reason: 'content-filter' }]
    if (candidates.size === 0) return [errorPart({ message: 'The provider gave no answer.' })]
    return untilError([...candidates.values()].map(reader => reader.finish(isBlocked)))
  }

  return { read, end }
}

function choiceOf(index: unknown): number | undefined {
  if (index === undefined) return 0
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < candidatesAtMost
    ? index
    : undefined
}

/** A whole answer. One that is an array is a stream that was collected. */
export function readWhole(answer: unknown, ids: MintIds): readonly AnswerPart[] {
  const decoder = createDecoder(ids)
  const chunks: readonly unknown[] = Array.isArray(answer) ? answer : [answer]
  return [...chunks.flatMap(chunk => decoder.read(chunk, undefined)), ...decoder.end()]
}
