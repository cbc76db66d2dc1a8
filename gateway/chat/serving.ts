/** What the servers of a format may do with any request, as far as it affects the most that the request can cost. */
export interface Serving {
  /**
   * True if hosted tools run while the request is read once. If false, each use of a tool causes another pass over
   * everything.
   */
  readonly isInOnePass: boolean
  /** True if some of these servers cache input and bill for it, even if the request does not ask for it. */
  readonly mayCacheUnasked: boolean
}
