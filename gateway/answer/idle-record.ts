import type { IncomingMessage } from 'node:http'
import type { RequestPurpose } from '../contract/chat.ts'
import { nanoUsd, type RequestId } from '../contract/units.ts'
import type { GatewayError } from '../errors.ts'
import type { Client } from '../identity/clients.ts'
import type { LogRecord } from '../storage/log-record.ts'
import { whyColumns } from './failure.ts'
import { ofCaller, pathOnly, unknownOfRequest, userAgentOf } from './record.ts'

export interface IdleRequest {
  readonly requestId: RequestId
  readonly startedAtMs: number
  readonly client: Client
  readonly request: IncomingMessage
  readonly format: string
  readonly purpose: RequestPurpose
  readonly status: number
  readonly responseBytes: number
  readonly error: GatewayError | undefined
}

/**
 * The log's row of a request that was answered at once: its body was not read, nothing was held, and no provider was asked.
 */
export function idleRecord({ client, request, error, ...asked }: IdleRequest): LogRecord {
  return {
    ...unknownOfRequest,
    ...asked,
    ...ofCaller(client, request),
    ...(error && whyColumns({ error })),
    method: request.method,
    path: pathOnly(request.url),
    providerId: undefined,
    model: undefined,
    route: undefined,
    sandbox: false,
    outcome: error ? 'rejected' : 'completed',
    errorCode: error?.code,
    certainty: 'none',
    inputTokens: undefined,
    outputTokens: undefined,
    costNanoUsd: nanoUsd('0'),
    priceSource: undefined,
    estimatedInputTokens: undefined,
    heldOutputTokens: undefined,
    heldNanoUsd: undefined,
    userAgent: userAgentOf(request),
  }
}
