import type { JsonRecord } from '../bytes/json-value.ts'
import type { UpstreamFailure } from '../chat/answer-part.ts'
import { contextOverflowOf } from '../chat/context-overflow.ts'
import { GatewayError } from '../errors.ts'
import { unknownFailure } from './unknown-failure.ts'

/** What the caller is told of a provider's failure. */
export interface ToldFailure {
  readonly status: number
  readonly body: JsonRecord
  /** How long the provider wants callers to wait, where its body says it. */
  readonly retryAfterSeconds: number | undefined
}

/** The two ends of a translation of failures. Both halves of `chat/translation.ts` and of `chat/embedding.ts` have them. */
export interface FailurePlan {
  readonly provider: { readFailure(body: unknown): UpstreamFailure | undefined }
  readonly caller: {
    failureBody(failure: UpstreamFailure & { readonly status: number }, requestId: string): JsonRecord
  }
  /** The id of the provider, for messages. */
  readonly providerId: string
  readonly requestId: string
}

/** Tells the caller of one attempt in its own format what the provider said when it failed. */
export class ToldFailures {
  readonly #plan: FailurePlan
  #refusal: UpstreamFailure | undefined
  #within: UpstreamFailure | undefined

  constructor(plan: FailurePlan) {
    this.#plan = plan
  }

  /**
   * What the caller is told of a refusal, and with which status. A prompt that is too long is the caller's mistake, whatever
   * status the provider gives it: clients then shorten the conversation.
   */
  refusal(status: number, body: unknown): ToldFailure {
    const said = this.#plan.provider.readFailure(body) ?? unknownFailure(body, status)
    this.#refusal = said
    return this.#told({ ...said, status })
  }

  /** What the provider said when it refused or failed. Undefined if it did neither. */
  get reported(): UpstreamFailure | undefined {
    return this.#within ?? this.#refusal
  }

  /** Makes the error for a failure that the provider reported within its answer, and remembers the failure. */
  raise(failure: UpstreamFailure): GatewayError {
    this.#within = failure
    const { message } = failure
    return new GatewayError('upstream_failed', {
      provider: this.#plan.providerId,
      reason: message.slice(0, 2000),
    })
  }

  /** What the caller is told of that failure. Undefined if there was none, or if nothing says which status fits it. */
  within(): ToldFailure | undefined {
    const failure = this.#within
    if (failure === undefined) return undefined
    const status = failure.status ?? (contextOverflowOf(failure) ? 400 : undefined)
    return status === undefined ? undefined : this.#told({ ...failure, status })
  }

  #told(failure: UpstreamFailure & { readonly status: number }): ToldFailure {
    const status = contextOverflowOf(failure) ? 400 : failure.status
    const body = this.#plan.caller.failureBody({ ...failure, status }, this.#plan.requestId)
    return { status, body, retryAfterSeconds: failure.retryAfterSeconds }
  }
}
