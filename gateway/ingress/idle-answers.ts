// Answers that need no provider and are given without the pipeline: probes, lists of models, refusals. A request with a
// valid token gets a row in the log, any other is only counted.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendJson } from '../answer/ending.ts'
import { idleHeaders } from '../answer/gateway-headers.ts'
import { idleRecord } from '../answer/idle-record.ts'
import { retryHeaders } from '../answer/refuse.ts'
import type { RequestId } from '../contract/units.ts'
import type { GatewayError } from '../errors.ts'
import { formats } from '../formats/index.ts'
import { clientOf } from '../identity/authenticate.ts'
import type { PipelineDeps } from '../pipeline.ts'
import { formatFor, purposeOf } from './routes.ts'

export interface IdleAnswers {
  /** Sends an object as JSON, or a string as plain text. */
  send(request: FastifyRequest, reply: FastifyReply, body: object | string): void
  /** Sends an error in the format that the path belongs to. */
  refuse(request: FastifyRequest, reply: FastifyReply, error: GatewayError): void
}

export function createIdleAnswers(
  pipeline: Pick<PipelineDeps, 'clients' | 'clock' | 'requests' | 'unauthenticated'>,
  nextRequestId: () => RequestId,
): IdleAnswers {
  function log(requestId: RequestId, request: IncomingMessage, done: Done): void {
    const { clients, clock, requests, unauthenticated } = pipeline
    const client = clientOf(request, clients)
    if (!client) return void (done.error && unauthenticated.add(done.error.code))
    const format = formatFor(request)
    const purpose = purposeOf(request)
    const startedAtMs = clock.now()
    requests.add(idleRecord({ requestId, startedAtMs, client, request, format, purpose, ...done }))
  }
  /** After `hijack`, Fastify does not answer any more. If `give` throws, the connection is closed. */
  function answer(reply: FastifyReply, give: () => void): void {
    reply.hijack()
    try {
      give()
    } catch {
      reply.raw.destroy()
    }
  }
  return {
    send: (request, reply, body) =>
      answer(reply, () => {
        const requestId = nextRequestId()
        const isText = typeof body === 'string'
        const text = isText ? body : JSON.stringify(body)
        const responseBytes = sendBody(request.raw, reply.raw, 200, text, {
          ...idleHeaders(requestId),
          ...(isText ? { 'content-type': 'text/plain; charset=utf-8' } : {}),
        })
        log(requestId, request.raw, { status: 200, responseBytes, error: undefined })
      }),
    refuse: (request, reply, error) =>
      answer(reply, () => {
        const requestId = nextRequestId()
        const text = JSON.stringify(formats[formatFor(request.raw)].caller.errorBody(error, requestId))
        const { status } = error
        const responseBytes = sendBody(request.raw, reply.raw, status, text, {
          ...idleHeaders(requestId),
          ...retryHeaders(error),
          ...(error.code === 'method_not_allowed' ? { allow: error.detail.allow.join(', ') } : {}),
        })
        log(requestId, request.raw, { status, responseBytes, error })
      }),
  }
}

interface Done {
  readonly status: number
  readonly responseBytes: number
  readonly error: GatewayError | undefined
}

/** Returns the number of bytes of the body that is sent. */
function sendBody(
  request: IncomingMessage,
  reply: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders,
): number {
  const body = request.method === 'HEAD' ? '' : text
  sendJson(reply, status, body, { ...headers, ...closing(request, reply) })
  return Buffer.byteLength(body)
}

/** Closes the connection if the request has a body, because an unread body would be taken for the next request. */
function closing(request: IncomingMessage, reply: ServerResponse): { readonly connection?: 'close' } {
  const hasBody =
    request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
  return hasBody && !request.readableEnded && !reply.headersSent ? { connection: 'close' } : {}
}
