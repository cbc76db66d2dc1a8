// The gateway's port: which path is which format, and nothing about what happens then.
import type { IncomingMessage, ServerResponse } from 'node:http'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { WireFormat } from '../contract/chat.ts'
import type { RequestId } from '../contract/units.ts'
import { GatewayError, toGatewayError } from '../errors.ts'
import { handle, type PipelineDeps } from '../pipeline.ts'
import { protocolOf } from '../protocols/index.ts'
import { authenticate } from '../stages/authenticate.ts'
import { sendJson } from '../stages/ending.ts'
import { idleHeaders } from '../stages/gateway-headers.ts'
import { retryHeaders } from '../stages/refuse.ts'
import { checkGate } from './gate.ts'
import { httpOptions, type ParseErrorAnswer } from './listen.ts'
import { listModels } from './models.ts'

/** The paths of each format. Clients differ in whether the base URL they are given ends in /v1. */
const modelPaths: Readonly<Record<WireFormat, readonly string[]>> = {
  'openai-chat': ['/v1/chat/completions', '/chat/completions'],
  'anthropic-messages': ['/v1/messages', '/messages'],
}
const quotePath = '/gatehouse/v1/quote'
const modelListPaths = ['/v1/models', '/models']

const methodOf: ReadonlyMap<string, string> = new Map([
  ...Object.values(modelPaths).flatMap(paths => paths.map(path => [path, 'POST'] as const)),
  ...modelListPaths.map(path => [path, 'GET'] as const),
  [quotePath, 'POST'],
  ['/', 'HEAD'],
  ['/healthz', 'GET'],
])

export interface ServerDeps {
  readonly pipeline: PipelineDeps
  readonly nextRequestId: () => RequestId
  readonly onParseError: ParseErrorAnswer
  /** The port that is bound, known once it is. */
  readonly gatewayPort: () => number
  /** True: what runs may end, what comes is refused. */
  readonly isClosing: () => boolean
}

export function createServer(deps: ServerDeps): FastifyInstance {
  const { pipeline, nextRequestId } = deps
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: GatewayError) =>
    refuseEarly(request, reply, error, nextRequestId())
  const refuseUnknown = (request: FastifyRequest, reply: FastifyReply) =>
    refuse(request, reply, checkGate(request.raw, deps.gatewayPort()) ?? unknownRoute(request.raw))
  const app = fastify({
    logger: false,
    http: httpOptions,
    keepAliveTimeout: httpOptions.keepAliveTimeout,
    requestTimeout: httpOptions.requestTimeout,
    exposeHeadRoutes: false,
    return503OnClosing: false, // ours is in the caller's format
    clientErrorHandler: deps.onParseError,
    frameworkErrors: (_, request, reply) => refuseUnknown(request, reply),
  })
  // Bodies stay bytes: the pipeline reads them itself.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))

  app.addHook('onRequest', (request, reply, done) => {
    const refusal =
      checkGate(request.raw, deps.gatewayPort()) ??
      (deps.isClosing() ? new GatewayError('shutting_down') : undefined)
    if (refusal) refuse(request, reply, refusal)
    else done()
  })
  app.setNotFoundHandler(refuseUnknown)
  app.setErrorHandler((error, request, reply) => {
    if (request.is404) return refuseUnknown(request, reply)
    const refusal = isUnreadableType(error)
      ? new GatewayError('media_type_unsupported', {}, { cause: error })
      : toGatewayError(error)
    if (refusal.code === 'internal') pipeline.log.error({ err: refusal.cause }, 'request failed')
    refuse(request, reply, refusal)
  })
  for (const format of ['openai-chat', 'anthropic-messages'] as const) {
    const protocol = protocolOf(format)
    for (const path of modelPaths[format]) {
      app.post(path, (request, reply) => {
        const inbound = { requestId: nextRequestId(), protocol, request: request.raw, reply: reply.raw }
        reply.hijack()
        handle(inbound, pipeline).catch(() => reply.raw.destroy())
      })
    }
  }
  app.post(quotePath, (request, reply) => {
    const protocol = protocolOf(quotedFormat(request.raw))
    const inbound = { requestId: nextRequestId(), protocol, request: request.raw, reply: reply.raw }
    reply.hijack()
    handle({ ...inbound, quoteOnly: true }, pipeline).catch(() => reply.raw.destroy())
  })
  for (const path of modelListPaths) app.get(path, (request, reply) => answerModels(request, reply, deps))
  app.head('/', (_, reply) => open(reply, nextRequestId()).send())
  app.get('/healthz', (_, reply) => open(reply, nextRequestId()).send({ ok: true }))
  return app
}

function answerModels(
  request: FastifyRequest,
  reply: FastifyReply,
  { pipeline, nextRequestId }: ServerDeps,
): unknown {
  authenticate(request.headers, pipeline.clients)
  return open(reply, nextRequestId()).send(listModels(pipeline.catalog(), formatFor(request.raw)))
}

/** Fastify reads the content type before it looks for the parser that takes them all. */
function isUnreadableType(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 415
}

function open(reply: FastifyReply, requestId: RequestId): FastifyReply {
  return reply.headers(idleHeaders(requestId))
}

/** Before a pipeline runs: in the format of the path that was asked. */
function refuseEarly(
  request: FastifyRequest,
  reply: FastifyReply,
  error: GatewayError,
  requestId: RequestId,
): void {
  reply.hijack() // from here on nobody else answers, so what goes wrong is a cut connection
  try {
    const body = JSON.stringify(protocolOf(formatFor(request.raw)).errorBody(error, requestId))
    sendJson(reply.raw, error.status, bodyAllowed(request.raw, body), {
      ...idleHeaders(requestId),
      ...retryHeaders(error),
      ...(typeof error.detail.allow === 'string' ? { allow: error.detail.allow } : {}),
      ...closing(request.raw, reply.raw),
    })
  } catch {
    reply.raw.destroy()
  }
}

/** A body that is not read would be taken for the next request. */
function closing(request: IncomingMessage, reply: ServerResponse): { readonly connection?: 'close' } {
  const hasBody =
    request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
  return hasBody && !reply.headersSent ? { connection: 'close' } : {}
}

function bodyAllowed({ method }: IncomingMessage, body: string): string {
  return method === 'HEAD' ? '' : body
}

/** `anthropic-version` is on every request of that format's clients, their model list included. */
function formatFor({ url = '', headers }: IncomingMessage): WireFormat {
  const path = url.split('?', 1)[0] ?? ''
  if (path.endsWith('/messages') || path.includes('/messages/')) return 'anthropic-messages'
  return headers['anthropic-version'] === undefined ? 'openai-chat' : 'anthropic-messages'
}

/** `?format=` of a body that is to be quoted; without it, as on every path that two formats share. */
function quotedFormat(request: IncomingMessage): WireFormat {
  const asked = new URL(request.url ?? '', 'http://gatehouse.invalid').searchParams.get('format')
  const known = Object.keys(modelPaths) as readonly WireFormat[]
  return known.find(format => format === asked) ?? formatFor(request)
}

function unknownRoute({ method = '', url = '' }: IncomingMessage): GatewayError {
  const path = (url.split('?', 1)[0] ?? '').slice(0, 128)
  const allow = methodOf.get(path)
  return allow === undefined
    ? new GatewayError('route_unknown', { route: path })
    : new GatewayError('method_not_allowed', { method, allow })
}
