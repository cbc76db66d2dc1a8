// The gateway's port: which path is which format, and nothing about what happens then.
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { RequestPurpose } from '../contract/chat.ts'
import type { RequestId } from '../contract/units.ts'
import { GatewayError, toGatewayError } from '../errors.ts'
import { guarded } from '../guarded.ts'
import { authenticate } from '../identity/authenticate.ts'
import { handle, type PipelineDeps } from '../pipeline.ts'
import { checkAsker, checkGate } from './gate.ts'
import { createIdleAnswers } from './idle-answers.ts'
import { httpOptions, type ParseErrorAnswer } from './listen.ts'
import { findModel, listModels } from './models.ts'
import {
  describeGateway,
  formatFor,
  isAt,
  pathOf,
  quotedFormat,
  type Route,
  routes,
  tidyUrl,
  unknownRoute,
} from './routes.ts'

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
  const { pipeline } = deps
  const gatewayUrl = () => `http://127.0.0.1:${deps.gatewayPort()}`
  const idle = createIdleAnswers(pipeline, deps.nextRequestId)
  const refuseUnknown = (request: FastifyRequest, reply: FastifyReply) => {
    const refusal = checkAsker(request.raw, deps.gatewayPort()) ?? unknownRoute(request.raw, gatewayUrl())
    idle.refuse(request, reply, refusal)
  }
  const app = fastify({
    logger: false,
    http: httpOptions,
    keepAliveTimeout: httpOptions.keepAliveTimeout,
    requestTimeout: httpOptions.requestTimeout,
    exposeHeadRoutes: false,
    return503OnClosing: false, // ours is in the caller's format
    // The server calls it, and has no net below it: what cannot be tidied is no route.
    rewriteUrl: guarded(() => '*', tidied),
    clientErrorHandler: deps.onParseError,
    frameworkErrors: (_, request, reply) => refuseUnknown(request, reply),
  })
  // Bodies stay bytes: the pipeline reads them itself.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))

  app.addHook('onRequest', (request, reply, done) => {
    const refusal =
      (request.is404 ? checkAsker : checkGate)(request.raw, deps.gatewayPort()) ??
      (deps.isClosing() ? new GatewayError('shutting_down') : undefined)
    if (refusal) idle.refuse(request, reply, refusal)
    else done()
  })
  app.setNotFoundHandler(refuseUnknown)
  app.setErrorHandler((error, request, reply) => {
    if (request.is404) return refuseUnknown(request, reply)
    const refusal = isUnreadableType(error)
      ? new GatewayError('media_type_unsupported', {}, { cause: error })
      : toGatewayError(error)
    if (refusal.code === 'internal') pipeline.log.error({ err: refusal.cause }, 'request failed')
    idle.refuse(request, reply, refusal)
  })
  const answerIdle: Readonly<Record<'models' | 'other', Handler>> = {
    models: (request, reply) => idle.send(request, reply, modelsFor(request, pipeline)),
    other: (request, reply) =>
      idle.send(request, reply, pathOf(request.url) === '/' ? describeGateway(gatewayUrl()) : { ok: true }),
  }
  const handlerOf = (route: Route): Handler => {
    const { purpose } = route
    const isIdle = purpose === 'models' || purpose === 'other'
    return isIdle ? answerIdle[purpose] : runPipeline(route, purpose, deps)
  }
  for (const [first, ...others] of routesByAddress()) {
    const { method, path } = first
    const handler =
      others.length === 0 && !path.includes('*:')
        ? handlerOf(first)
        : byAction([first, ...others], handlerOf, refuseUnknown)
    app.route({ method, url: addressOf(path), handler })
  }
  return app
}

/** A name may have slashes, so that the server cannot see what stands behind it. */
function addressOf(path: string): string {
  return path.includes('*') ? path.slice(0, path.indexOf('*') + 1) : path
}

/** Those that only what stands behind a name tells apart are together. */
function routesByAddress(): Iterable<readonly [Route, ...Route[]]> {
  const found = new Map<string, [Route, ...Route[]]>()
  for (const route of routes) {
    const address = `${route.method} ${addressOf(route.path)}`
    const others = found.get(address)
    if (others) others.push(route)
    else found.set(address, [route])
  }
  return found.values()
}

function byAction(
  there: readonly Route[],
  handlerOf: (route: Route) => Handler,
  otherwise: Handler,
): Handler {
  const handlers = there.map(route => ({ route, handle: handlerOf(route) }))
  return (request, reply) => {
    const path = pathOf(request.url)
    const { handle } = handlers.find(({ route }) => isAt(route, path)) ?? { handle: otherwise }
    handle(request, reply)
  }
}

const tidied = ({ url }: { readonly url?: string | undefined }) => tidyUrl(url)

type Handler = (request: FastifyRequest, reply: FastifyReply) => void

/** From here on the answer is the pipeline's. */
function runPipeline(
  { format }: Route,
  purpose: RequestPurpose,
  { nextRequestId, pipeline }: ServerDeps,
): Handler {
  return ({ raw: request }, reply) => {
    const asked = format ?? quotedFormat(request)
    const inbound = { requestId: nextRequestId(), format: asked, purpose, request, reply: reply.raw }
    reply.hijack()
    handle(inbound, pipeline).catch(() => reply.raw.destroy())
  }
}

/** All models that the caller's format can be asked for, or the one that the path names. Throws `token_*`, `model_*`. */
function modelsFor(request: FastifyRequest, { clients, catalog }: PipelineDeps): object {
  authenticate(request.raw, clients)
  const format = formatFor(request.raw)
  const { '*': asked } = request.params as { readonly '*'?: string }
  return asked === undefined ? listModels(catalog(), format) : findModel(asked, catalog(), format)
}

/** Fastify reads the content type before it looks for the parser that takes them all. */
function isUnreadableType(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 415
}
