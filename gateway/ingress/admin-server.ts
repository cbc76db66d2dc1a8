// The admin port: the API, which needs this run's token, and the dashboard's files, which contain no secret.
import { createHash, timingSafeEqual } from 'node:crypto'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { callAdmin, toFailure } from '../admin/call-admin.ts'
import { sendJson } from '../answer/ending.ts'
import type { AdminApi } from '../contract/admin.ts'
import type { SignInHelp } from '../contract/sign-in.ts'
import { GatewayError, toGatewayError } from '../errors.ts'
import type { DashboardFiles } from './dashboard-files.ts'
import { checkGate } from './gate.ts'
import { httpOptions, type ParseErrorAnswer } from './listen.ts'

export interface AdminServerDeps {
  readonly admin: AdminApi
  readonly token: string
  readonly files: DashboardFiles
  /** Told without a token. */
  readonly signIn: SignInHelp
  readonly onParseError: ParseErrorAnswer
  readonly adminPort: () => number
  readonly log: Logger
}

const bodyLimit = 1024 * 1024
const apiRoute = '/api/:method'

export function createAdminServer(deps: AdminServerDeps): FastifyInstance {
  const { admin, files } = deps
  const app = fastify({
    logger: false,
    http: httpOptions,
    keepAliveTimeout: httpOptions.keepAliveTimeout,
    requestTimeout: httpOptions.requestTimeout,
    bodyLimit,
    exposeHeadRoutes: false,
    clientErrorHandler: deps.onParseError,
    frameworkErrors: (_, request, reply) =>
      void fail(reply, checkGate(request.raw, deps.adminPort()) ?? unknownRoute(request)),
  })
  const fail = (reply: FastifyReply, error: unknown) => {
    const failure = toGatewayError(error)
    if (failure.code === 'internal') deps.log.error({ err: failure.cause }, 'admin call failed')
    return reply.code(failure.status).send(toFailure(failure))
  }
  app.addHook('onRequest', (request, reply, done) => {
    const refusal = checkGate(request.raw, deps.adminPort()) ?? checkCaller(request, deps.token)
    if (!refusal) done()
    else if (hasBody(request)) refuseUnread(reply, refusal)
    else void fail(reply, refusal)
  })
  app.setErrorHandler((error, _, reply) => fail(reply, asInputError(error)))
  app.post(apiRoute, async (request, reply) => {
    try {
      const { method } = request.params as { method: string }
      return await reply.send({ ok: true, value: await callAdmin(admin, method, request.body) })
    } catch (error) {
      return fail(reply, error)
    }
  })
  app.get('/sign-in.json', (_, reply) => reply.header('cache-control', 'no-store').send(deps.signIn))
  app.get('/*', (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/'
    const file = files.find(path)
    if (!file) return fail(reply, unknownRoute(request))
    return reply.headers(file.headers).send(file.body)
  })
  app.setNotFoundHandler((request, reply) => fail(reply, unknownRoute(request)))
  return app
}

/**
 * Checks the token before anything of a body is read, so that a caller without a token cannot make the gateway hold a body.
 */
function checkCaller(request: FastifyRequest, token: string): GatewayError | undefined {
  if (isAuthorised(request, token)) return undefined
  if (request.routeOptions.url === apiRoute) return new GatewayError('admin_unauthorized')
  // The dashboard's files need no token, but neither they nor unknown paths take a body.
  return hasBody(request) ? unknownRoute(request) : undefined
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** The body is not read, so the connection is closed: no other request can follow on it. */
function refuseUnread(reply: FastifyReply, refusal: GatewayError): void {
  reply.hijack()
  sendJson(reply.raw, refusal.status, JSON.stringify(toFailure(refusal)), { connection: 'close' })
}

function unknownRoute({ url }: FastifyRequest): GatewayError {
  return new GatewayError('route_unknown', { route: url.split('?', 1)[0]?.slice(0, 128) ?? '', hint: '' })
}

/** Hashes are compared because they have the same length, so the comparison takes the same time for every token. */
function isAuthorised({ headers }: FastifyRequest, token: string): boolean {
  const sent = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(sent), hash(token))
}

/** Turns the errors of Fastify's body parser into ours: the body is too large, or not valid JSON. */
function asInputError(error: unknown): unknown {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  if (status === 413) return new GatewayError('body_too_large', { limitBytes: bodyLimit }, { cause: error })
  if (typeof status === 'number' && status < 500) {
    return new GatewayError('input_invalid', { reason: 'The body is not valid JSON.' }, { cause: error })
  }
  return error
}
