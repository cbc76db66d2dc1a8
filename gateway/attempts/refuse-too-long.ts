import { GatewayError } from '../errors.ts'
import type { WireFormat } from '../formats/index.ts'
import type { LocalLookups } from '../local/local-lookups.ts'
import type { Candidate } from '../routing/plan.ts'
import type { CountedRequest } from './attempt.ts'

export type RoomDeps = Pick<LocalLookups, 'contextFoundAt'>

/**
 * Throws `context_too_small` for a prompt that the target's context is known not to hold. Some servers of one's own would cut
 * it without a word: https://github.com/ollama/ollama/issues/17889
 *
 * If the same model can be asked in another format with more room, the answer has to fit too: moving on costs nothing then.
 */
export function refuseTooLong(
  { contextTokens: known, hasRoomierFormat, target }: Candidate,
  callerFormat: WireFormat,
  { facts, inputTokens }: Pick<CountedRequest, 'facts' | 'inputTokens'>,
  { contextFoundAt }: RoomDeps,
): void {
  const found = contextFoundAt(target, target.format !== callerFormat)
  const contextTokens = found ?? known
  if (contextTokens === undefined) return
  const outputTokens = hasRoomierFormat ? (facts.maxOutputTokens ?? usualOutputTokens) : 0
  if (inputTokens + outputTokens < contextTokens) return
  throw new GatewayError('context_too_small', { inputTokens, contextTokens, model: target.model })
}

const usualOutputTokens = 1024
