// Tells from a provider's refusal what kind of fault it is. Codes come before words: the same sentence means a passing limit at
// one provider and an empty account at another.
import { parseJson } from '../bytes/json-value.ts'
import type { Answer } from '../bytes/relay.ts'
import type { UpstreamFailure } from '../chat/answer-part.ts'
import { contextOverflowOf } from '../chat/context-overflow.ts'
import type { SecretFilter } from '../redaction/secret-filter.ts'
import { withoutSecret } from '../redaction/without-secret.ts'
import type { Fault, FaultKind } from './fault.ts'
import { delayOf, retryAfterMs } from './retry-after.ts'

type ReadFailure = (body: unknown) => UpstreamFailure | undefined

/** The fault of an answer with an error status. `text` is its body, or the beginning of it. */
export function faultOfAnswer(
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  text: string,
  readFailure: ReadFailure | undefined,
  nowMs: number,
): Fault {
  const failure = readFailure?.(parseJson(text)) ?? { message: text.slice(0, 500) }
  return {
    ...faultOfFailure({ ...failure, status }),
    retryAfterMs: retryAfterMs(headers, nowMs) ?? delayOf(failure.retryAfterSeconds),
    status,
  }
}

/**
 * The fault of what a provider says of itself, with a status of its own or within an answer that began well. `secret` finds the
 * provider's keys in it, if that was not done before.
 */
export function faultOfFailure(failure: UpstreamFailure, secret?: SecretFilter): Fault {
  return {
    kind: kindOf(failure),
    status: failure.status,
    retryAfterMs: delayOf(failure.retryAfterSeconds),
    reason: reasonOf(failure.message, secret),
  }
}

const reasonCharacters = 500

/** The beginning of what a provider said, without its keys. */
export function reasonOf(said: string, secret: SecretFilter | undefined): string {
  // Long enough for any key that begins in the part that is kept, in any of its forms.
  const searched = Buffer.from(said.slice(0, 64 * 1024))
  return Buffer.from(withoutSecret(searched, secret)).toString('utf8').slice(0, reasonCharacters)
}

function kindOf(failure: UpstreamFailure): FaultKind {
  if (failure.isUsedUp) return 'quota'
  const word = wordOf(failure)
  if (word) return word
  if (contextOverflowOf(failure)) return 'context-overflow'
  const { status } = failure
  return status === undefined ? 'server-error' : kindOfStatus(status)
}

function kindOfStatus(status: number): FaultKind {
  switch (status) {
    case 401:
    case 403:
      return 'key-refused'
    case 402:
      return 'quota'
    case 404:
    case 410:
      return 'model-gone'
    case 408:
      return 'server-error'
    case 429:
      return 'rate-limited'
    case 502:
    case 503:
    case 529:
      return 'overloaded'
    default:
      return status >= 500 ? 'server-error' : 'request-refused'
  }
}

/** The providers' own words for a kind of failure, by what they mean. */
const meanings: readonly { readonly kind: FaultKind; readonly words: RegExp }[] = [
  {
    // OpenAI, Anthropic's spend limit, DeepSeek, OpenRouter.
    kind: 'quota',
    words:
      /^(insufficient_quota|insufficient_balance|insufficient_credits|billing_hard_limit_reached|billing_not_active|enforced_spend_limit_reached|billing_error|payment_required|exceeded_current_quota_error)$/i,
  },
  { kind: 'seal-refused', words: /^invalid_encrypted_content$/i },
  {
    kind: 'content-refused',
    words:
      /^(content_policy_violation|content_filter|content_filtered|invalid_prompt|responsibleaipolicyviolation|moderation_blocked|data_inspection_failed|prohibited_content)$/i,
  },
  {
    kind: 'model-gone',
    words: /^(model_not_found|model_not_available|model_decommissioned|deploymentnotfound)$/i,
  },
  {
    kind: 'key-refused',
    words: /^(invalid_api_key|authentication_error|permission_error|api_key_invalid|account_deactivated)$/i,
  },
  {
    kind: 'rate-limited',
    words: /^(rate_limit_error|rate_limit_exceeded|tokens|requests|too_many_requests)$/i,
  },
  {
    kind: 'overloaded',
    words: /^(overloaded_error|overloaded|engine_overloaded|server_overloaded|slow_down)$/i,
  },
  {
    kind: 'server-error',
    words: /^(api_error|server_error|internal_error|internal_server_error|timeout_error)$/i,
  },
]

const longestSaid = 4000

/** Sentences of providers that have no code for it. Only those of one meaning at every provider. */
const sentences: readonly { readonly kind: FaultKind; readonly words: RegExp }[] = [
  {
    kind: 'quota',
    words:
      /credit balance is too low|reached your (specified )?(workspace )?api usage limits|insufficient balance|used all available credits|reached its monthly spending limit|(have|has) run out of credits|doesn't have any credits/i,
  },
  {
    kind: 'seal-refused',
    words:
      /encrypted content.{0,60}could not be (verified|decrypted)|invalid `?signature`? in `?thinking`? block/i,
  },
  // OpenRouter sends it with status 403, which is that of a refused key elsewhere.
  { kind: 'content-refused', words: /your input was flagged|flagged as potentially violating/i },
  { kind: 'key-refused', words: /api key not valid|incorrect api key|api key expired/i },
  {
    kind: 'model-gone',
    words:
      /model is (unavailable|not available|no longer available)|model .{0,120}(does not exist|has been (deprecated|decommissioned|retired)|not found, try pulling|identifier is invalid)|is not a valid model id|no endpoints found/i,
  },
]

/** Said with status 503 by servers of one's own: https://docs.ollama.com/faq#how-does-ollama-handle-concurrent-requests */
const busyWords = /maximum pending requests/i

function wordOf({ kind, message, status }: UpstreamFailure): FaultKind | undefined {
  if (busyWords.test(message.slice(0, longestSaid))) return 'busy'
  const isCallersOrNone = status === undefined || status < 500
  const meaning = kind === undefined ? undefined : meanings.find(({ words }) => words.test(kind))?.kind
  // With a status of the caller's making, words for a failure of the provider are only its default.
  const isDefault = meaning === 'server-error' || meaning === 'overloaded'
  const named = isDefault && status !== undefined && status >= 400 && status < 500 ? undefined : meaning
  const said = message.slice(0, longestSaid)
  const meant = isCallersOrNone ? sentences.find(({ words }) => words.test(said))?.kind : undefined
  // A wait until tomorrow is no passing limit: https://ai.google.dev/gemini-api/docs/rate-limits
  const isWaitOfDay = /per.?day|daily/i.test(said) && /quota|limit|tokens/i.test(said)
  if (status === 429) return named === 'quota' || meant === 'quota' || isWaitOfDay ? 'quota' : 'rate-limited'
  // `invalid_request_error` and the like name no kind, so the sentence is looked at even then.
  return named ?? meant
}
