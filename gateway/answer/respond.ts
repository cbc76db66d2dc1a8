import type { Attempt } from '../attempts/attempt.ts'
import type { ReadySpeech } from '../attempts/first-to-speak.ts'
import type { Answer } from '../bytes/relay.ts'
import type { SecretFilter } from '../redaction/secret-filter.ts'
import type { RespondDeps } from './respond-deps.ts'
import { respondStream } from './respond-stream.ts'
import { respondWhole } from './respond-whole.ts'

/**
 * Passes an answer on to the caller, byte for byte. Resolves when the system has taken all of it. Rejects with
 * `upstream_truncated`, or with the reason for which the attempt was cancelled.
 */
export function respond(speech: ReadySpeech, attempt: Attempt, deps: RespondDeps): Promise<void> {
  const { answer } = speech
  attempt.upstreamRequestId = requestIdOf(answer, deps.secret)
  return speech.type === 'stream'
    ? respondStream(answer, speech.reader, attempt, deps)
    : respondWhole(answer, speech.read, attempt, deps)
}

/** The provider's id of the request, which its support asks for. Undefined if it contains the provider's key. */
function requestIdOf({ headers }: Answer, secret: SecretFilter | undefined): string | undefined {
  const id = headers['x-request-id'] ?? headers['request-id']
  if (typeof id !== 'string' || secret?.isIn(id) === true) return undefined
  return id.slice(0, 128)
}
