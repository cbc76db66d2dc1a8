import type { Attempt } from './attempt.ts'
import type { Fault } from './fault.ts'
import { faultOfAnswer, faultOfFailure } from './fault-of-answer.ts'
import type { ReadySpeech } from './first-to-speak.ts'
import { delayOf, retryAfterMs } from './retry-after.ts'

const looksAtBytes = 64 * 1024

/** Why what the provider sent is no answer, although it did send something. Undefined if it is one. */
export function faultOfSpeech(speech: ReadySpeech, attempt: Attempt, nowMs: number): Fault | undefined {
  const readFailure = failureReaderOf(attempt)
  if (speech.type === 'stream') {
    const { failedWith, hasSpoken } = speech.reader
    if (failedWith === undefined || hasSpoken) return undefined
    return faultReported(failedWith, attempt)
  }
  const { answer, read } = speech
  if (answer.status >= 300) {
    const reported = attempt.translation?.reported
    if (!reported) return faultOfAnswer(answer, beginningOf(read.bytes), readFailure, nowMs)
    const stated = retryAfterMs(answer.headers, nowMs) ?? delayOf(reported.retryAfterSeconds)
    return { ...faultOfFailure({ ...reported, status: answer.status }, attempt.secret), retryAfterMs: stated }
  }
  const failure = read.failedWith === undefined ? undefined : readFailure?.(read.failedWith)
  return failure && !attempt.translation ? faultOfFailure(failure) : undefined
}

function beginningOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, looksAtBytes)).toString('utf8')
}

/** The fault of what a provider reported within a stream, as parsed JSON. */
export function faultReported(failedWith: unknown, attempt: Attempt): Fault {
  const failure = failureReaderOf(attempt)?.(failedWith)
  return faultOfFailure(failure ?? { message: 'The provider reported a failure.' }, attempt.secret)
}

/** Reads a failure in the words of the attempt's provider. */
function failureReaderOf({ providerFormat }: Attempt) {
  return providerFormat.translation?.readFailure ?? providerFormat.embedding?.readFailure
}
