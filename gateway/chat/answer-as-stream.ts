/** How a format writes answers and errors to callers that asked for a stream. */
export interface AnswerEncoding {
  /**
   * Converts a whole answer to the events of a stream, including the end of the stream. Undefined if the text is not an
   * answer of the format. `usageAsked`: the caller wants the usage, in formats that send it in an event of its own.
   */
  answerEvents(text: string, usageAsked: boolean): string | undefined
  /**
   * Makes one complete event that every client of the format treats as an error. The connection is closed after it. `isBegun`
   * says that part of the answer was sent before: some formats write their error differently then.
   */
  errorEvent(body: string, isBegun?: boolean): string
}

export interface EventsWanted {
  /** See `AnswerEncoding.answerEvents`. */
  readonly usageAsked: boolean
  /** True if the provider's status is an error. */
  readonly isRefusal: boolean
}

/** The events at the end of a stream: those of an answer, or one that reports an error. */
export interface AnswerEvents {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly isAnswer: boolean
}

/**
 * Converts JSON for a caller that expects a stream. JSON that is not an answer becomes an error event with the provider's
 * own words.
 */
export function answerAsStream(
  json: string,
  encoding: AnswerEncoding,
  { usageAsked, isRefusal }: EventsWanted,
): AnswerEvents {
  const events = isRefusal ? undefined : encoding.answerEvents(json, usageAsked)
  return {
    bytes: new TextEncoder().encode(events ?? encoding.errorEvent(json)),
    isAnswer: events !== undefined,
  }
}
