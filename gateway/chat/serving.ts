/** What the servers of a format may do with any request, as far as that decides what it may cost at most. */
export interface Serving {
  /** Hosted tools run while the request is read once. False: every use of one is followed by another pass over everything. */
  readonly isInOnePass: boolean
  /** Some of these servers keep input in a cache, and bill that, though the request does not ask for it. */
  readonly mayCacheUnasked: boolean
}
