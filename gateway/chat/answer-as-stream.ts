/** What a format's callers are streamed. */
export interface AnswerEncoding {
  /**
   * A whole answer as the events of a stream, its end included, for a caller that was to be streamed to; undefined where
   * the text is no answer of the format. `usageAsked`: the caller wants the usage where it has an event of its own.
   */
  answerEvents(text: string, usageAsked: boolean): string | undefined
  /**
   * A whole event that raises an error in every client of the format; the connection is closed after it. `isBegun`: some of
   * the answer was sent before, which is for those formats to know whose frames depend on it.
   */
  errorEvent(body: string, isBegun?: boolean): string
}

export interface EventsWanted {
  /** As in `AnswerEncoding.answerEvents`. */
  readonly usageAsked: boolean
  /** The provider's status says so. */
  readonly isRefusal: boolean
}

/** What a stream ends with: an answer's own events, or one that raises an error. */
export interface AnswerEvents {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly isAnswer: boolean
}

/** JSON for a caller that was told that a stream comes. What is no answer is an error, in the provider's own words. */
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
