import type { ServerResponse } from 'node:http'

/**
 * Closes the connection of a caller that takes no bytes for `timeoutMs`. No timer is needed if the system took all bytes at
 * once.
 */
export function watchSlowReader(reply: ServerResponse, timeoutMs: number): void {
  if (reply.writableLength > 0) reply.setTimeout(timeoutMs)
}
