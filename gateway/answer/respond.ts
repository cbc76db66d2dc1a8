import type { Attempt } from '../attempts/attempt.ts'
import type { Speech } from '../attempts/first-to-speak.ts'
import type { Answer } from '../bytes/relay.ts'
import type { SecretFilter } from '../redaction/secret-filter.ts'
import { respondBuffered } from './respond-buffered.ts'
import type { RespondDeps } from './respond-deps.ts'
import { respondStream } from './respond-stream.ts'

/**
 * Passes on what was first to speak, byte for byte. Resolves when the caller has it all; rejects with `upstream_truncated`, or
 * with what the attempt was cancelled for.
 */
export function respond(speech: Speech, attempt: Attempt, deps: RespondDeps): Promise<void> {
  const { answer } = speech
  attempt.upstreamRequestId = requestIdOf(answer, deps.secret)
  return speech.type === 'stream'
    ? respondStream(answer, speech.reader, attempt, deps)
    : respondBuffered(answer, attempt, deps)
}

/** The provider's own name for the request, for its support; never its key, where it repeats that. */
function requestIdOf({ headers }: Answer, secret: SecretFilter | undefined): string | undefined {
  const id = headers['x-request-id'] ?? headers['request-id']
  if (typeof id !== 'string' || secret?.isIn(id) === true) return undefined
  return id.slice(0, 128)
}
