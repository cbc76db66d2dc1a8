import type { IncomingMessage } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import { readModel, scanRequest } from '../chat/request-facts.ts'
import { GatewayError } from '../errors.ts'

/** It names a model, and may hold a little more. */
const limitBytes = 64 * 1024
const usuallyWithinMs = 10_000

/**
 * The member `model` of a body that is short. Rejects with `body_too_large`, with `http_timeout` where it takes longer than
 * `withinMs`, ten seconds unless given, with `client_gone`, or with `request_invalid`.
 */
export async function readModelName(request: IncomingMessage, withinMs = usuallyWithinMs): Promise<string> {
  const read = new AbortController()
  const tooLate = after(withinMs, undefined, { signal: read.signal }).then(() => {
    throw new GatewayError('http_timeout')
  })
  try {
    const bytes = await Promise.race([readShortBody(request), tooLate])
    return readModel(bytes, scanRequest(bytes)).model
  } finally {
    read.abort()
  }
}

async function readShortBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    // The reply goes out on the same connection, whatever becomes of the body.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length
      if (bytes > limitBytes) throw new GatewayError('body_too_large', { limitBytes })
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof GatewayError ? error : new GatewayError('client_gone', {}, { cause: error })
  }
  return Buffer.concat(chunks, bytes)
}
