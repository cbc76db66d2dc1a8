import type { WireFormat } from '../formats/index.ts'
import type { Target } from './choose-target.ts'
import type { Candidate, Plan } from './plan.ts'

type RoomierFormatFor = (target: Target) => WireFormat | undefined

/**
 * Some formats have no word for the context that a server of one's own is to load a model with, and a long prompt would be cut
 * there without a word. Such a candidate gets a second one beside it: the same model in a format that has the word.
 *
 * A model that is asked for by its own name is asked in the caller's format as long as the request fits what the server takes
 * unasked. A route asks in the other format first, since a change of the context has the model loaded anew. Pure.
 */
export function withRoomierFormats(plan: Plan, roomierFormatFor: RoomierFormatFor): Plan {
  if (!isAnywhere(plan, roomierFormatFor)) return plan
  const candidates = plan.candidates.flatMap((candidate): readonly Candidate[] => {
    const format = roomierFormatFor(candidate.target)
    if (format === undefined) return [candidate]
    const roomier = { ...candidate, target: { ...candidate.target, format } }
    return plan.route ? [roomier, candidate] : [{ ...candidate, hasRoomierFormat: true }, roomier]
  })
  return { ...plan, candidates }
}

/** A loop, because nearly every request passes here and leaves with its plan as it was. */
function isAnywhere({ candidates }: Plan, roomierFormatFor: RoomierFormatFor): boolean {
  for (const { target } of candidates) if (roomierFormatFor(target) !== undefined) return true
  return false
}
