// One question to a model from the window itself, to see that a model answers and what it costs. It is a request like any
// other: budgets count it and the log has it, as the client that is built in.
import type { Empty } from './units.ts'

export const trialTextAtMost = 8000
/** Characters of the answer. What is longer is ended there. */
export const trialAnswerAtMost = 65_536

export interface TrialApi {
  /** Asks a model, or a route. Throws `trial_running` while another question is being answered. */
  startTrial(input: { readonly model: string; readonly text: string }): Promise<TrialView>
  /** Waits for a second at most until there is more than the first `after` characters. Throws `trial_unknown`. */
  readTrial(input: { readonly id: number; readonly after: number }): Promise<TrialView>
  /** Stops what is being answered, if there is something. What came of it is charged. */
  stopTrial(input: Empty): Promise<Empty>
}

export interface TrialView {
  readonly id: number
  readonly model: string
  readonly state: 'running' | TrialEnd
  /** The answer from character `after` on. */
  readonly text: string
  /** The request in the log. Its row appears a moment after the end. Null until the gateway has named it. */
  readonly requestId: string | null
  /** What the gateway answered instead of the model. Null if it did not refuse. */
  readonly refusal: TrialRefusal | null
}

/** `long`: the answer was longer than the window takes. `broken`: it broke off. `stopped`: a person stopped it. */
export type TrialEnd = 'answered' | 'refused' | 'long' | 'broken' | 'stopped'

export interface TrialRefusal {
  readonly status: number
  /** A code of the gateway's error table, or the provider's own. */
  readonly code: string
  readonly message: string
}
