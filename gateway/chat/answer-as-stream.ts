import type { WireProtocol } from '../formats/wire-protocol.ts'

export interface EventsWanted {
  /** As in `WireProtocol.answerEvents`. */
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
  protocol: Pick<WireProtocol, 'answerEvents' | 'errorEvent'>,
  { usageAsked, isRefusal }: EventsWanted,
): AnswerEvents {
  const events = isRefusal ? undefined : protocol.answerEvents(json, usageAsked)
  return {
    bytes: new TextEncoder().encode(events ?? protocol.errorEvent(json)),
    isAnswer: events !== undefined,
  }
}
