// A response for a caller, of an answer in another format: https://platform.openai.com/docs/api-reference/responses-streaming
import type { JsonRecord } from '../../bytes/json-value.ts'
import { encodeSseEvent } from '../../bytes/sse.ts'
import type { AnswerHead, AnswerPart, AnswerUsage, UpstreamFailure } from '../../chat/answer-part.ts'
import type { AnswerEncoder } from '../../chat/translation.ts'
import { AnswerItems } from './answer-items.ts'
import { beginResponse, endResponse } from './response-head.ts'

export function createResponsesEncoder(head: AnswerHead): AnswerEncoder {
  const begun = beginResponse(head)
  let written = ''
  let sequenceNumber = 0

  function emit(type: string, members: JsonRecord): void {
    const data = { type, sequence_number: sequenceNumber++, ...members }
    written += encodeSseEvent(type, JSON.stringify(data))
  }

  function begin(): void {
    if (sequenceNumber > 0) return
    emit('response.created', { response: begun })
    emit('response.in_progress', { response: begun })
  }

  function taken(): string {
    const events = written
    written = ''
    return events
  }

  const items = new AnswerItems(head, emit)
  return {
    write(part) {
      begin()
      items.write(part)
      return taken()
    },
    end(usage) {
      begin()
      const response = endResponse(begun, items.output, items.finish(), usage)
      emit(`response.${String(response.status)}`, { response })
      return taken()
    },
  }
}

export function writeWholeResponse(
  parts: readonly AnswerPart[],
  usage: AnswerUsage,
  head: AnswerHead,
): JsonRecord {
  const items = new AnswerItems(head, () => {})
  for (const part of parts) items.write(part)
  return endResponse(beginResponse(head), items.output, items.finish(), usage)
}

/** https://platform.openai.com/docs/guides/error-codes. Coding agents know by the code what they can do about it. */
export function responsesFailureBody(failure: UpstreamFailure & { readonly status: number }): JsonRecord {
  const { message, kind, status } = failure
  const code = isTooLong(failure)
    ? 'context_length_exceeded'
    : status === 429
      ? limitCode(failure)
      : (kind ?? null)
  return { error: { message, type: typeOf(status), param: null, code } }
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_exceeded'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

const tooLong =
  /context_length_exceeded|prompt is too long|maximum context length|context (?:length|window|size)|exceeds the maximum number of tokens|input is too long/i

function isTooLong({ message, kind, status }: UpstreamFailure & { readonly status: number }): boolean {
  return (status === 400 || status === 413 || status === 422) && tooLong.test(`${kind ?? ''} ${message}`)
}

/** The limit is over after a while, unless there is no money left. */
function limitCode({ kind }: UpstreamFailure): string {
  return kind === 'insufficient_quota' ? kind : 'rate_limit_exceeded'
}
