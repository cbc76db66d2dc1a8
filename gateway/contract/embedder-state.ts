/**
 * How the model's process is. `off` is not started, or ended because it was idle. `failed` is started again after a while.
 * `missing` is not: a file of the model or of its runtime is not there.
 */
export type EmbedderState =
  | { readonly type: 'off' | 'starting' | 'ready' }
  | { readonly type: 'failed' | 'missing'; readonly reason: string }
