/** Another target answers in place of one that is out. */
export interface FailoverView {
  /** Null if this machine has no network. */
  readonly providerId: string | null
  /** The target that is out, as `provider/model`. */
  readonly target: string
  /** The one that answered first in its place. */
  readonly to: string
  /** Null if it was a model that was asked for by its own name. */
  readonly route: string | null
  /** Why the target was not asked, or what it failed with. */
  readonly reason: string
  /** When a request was first answered by another target. With `providerId` it tells an outage from all others. */
  readonly sinceMs: number
}
