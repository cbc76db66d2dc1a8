// The gateway asks for usage in streams whose caller did not ask for it. Some providers refuse a request that asks. They are
// then asked again without it, and for a day they are not asked for usage.

import type { Answer } from '../bytes/relay.ts'
import type { Provider } from '../catalog/provider-registry.ts'
import { scanRequest } from '../chat/request-facts.ts'
import { peek } from './peek.ts'

/**
 * Knows which providers refuse to be asked for usage. It is kept in memory only, so each of them is tried again after a
 * start.
 */
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

/** The address is part of the key, because a provider with the same name and another address is another server. */
function keyOf({ record }: Provider): string {
  return `${record.id} ${record.baseUrl}`
}

/**
 * Whether the provider refused the question for usage that the gateway put in, and the answer with all of its bytes. A
 * refusal for another reason, such as a member that the caller itself put into `body`, does not count.
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
  // The message complains about an unknown member. If it names none of the caller's members, it can only mean the gateway's.
  const words = new Set(text.match(/\w+/g))
  return ![...scanRequest(body).members.keys()].some(name => words.has(name))
}
