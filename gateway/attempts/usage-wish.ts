// Usage is asked for in streams whose caller did not ask. Some providers refuse the question: they are then asked again
// without it, and not asked for a day.

import type { Answer } from '../bytes/relay.ts'
import type { Provider } from '../catalog/provider-registry.ts'
import { scanRequest } from '../chat/request-facts.ts'
import { peek } from './peek.ts'

/** Which providers refuse to be asked for usage. In memory: a start asks each of them once more. */
export interface UsageWishes {
  isRefusedBy(provider: Provider): boolean
  refusedBy(provider: Provider): void
}

const rememberedMs = 24 * 3_600_000

export function createUsageWishes(now: () => number): UsageWishes {
  const refusedUntilMs = new Map<string, number>()
  return {
    isRefusedBy: provider => (refusedUntilMs.get(keyOf(provider)) ?? 0) > now(),
    refusedBy: provider => void refusedUntilMs.set(keyOf(provider), now() + rememberedMs),
  }
}

/** Another address under the same name is another server. */
function keyOf({ record }: Provider): string {
  return `${record.id} ${record.baseUrl}`
}

/**
 * Whether the answer refuses what the gateway put into the request, and the answer again, as whole as it was. What is
 * refused for another reason, such as a member of the caller's own in `body`, is not.
 */
export async function readUsageRefusal(
  answer: Answer,
  body: Buffer,
): Promise<{ readonly refused: boolean; readonly answer: Answer }> {
  const mayBe = answer.status === 400 || answer.status === 422
  if (!mayBe) return { refused: false, answer }
  const { text, again } = await peek(answer)
  return { refused: namesUsageWish(text, body), answer: again }
}

/** https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options */
const ownNames = /stream_options|include_usage/i
const unknownMember =
  /\b(unknown|unrecogni[sz]ed|unsupported|unexpected|extra|additional)\b[\s\S]{0,40}\b(fields?|inputs?|parameters?|arguments?|propert(y|ies)|keys?|members?)\b|extra_forbidden/i

function namesUsageWish(text: string, body: Buffer): boolean {
  if (ownNames.test(text)) return true
  if (!unknownMember.test(text)) return false
  // A complaint about some member that names none of the caller's can only be about the one that was put in.
  const words = new Set(text.match(/\w+/g))
  return ![...scanRequest(body).members.keys()].some(name => words.has(name))
}
