import type { ServerResponse } from 'node:http'

/** Lets a caller go that takes no bytes for so long. Where the system took them all at once, nobody is waited for. */
export function watchSlowReader(reply: ServerResponse, timeoutMs: number): void {
  if (reply.writableLength > 0) reply.setTimeout(timeoutMs)
}
