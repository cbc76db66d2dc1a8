// The gateway's port. It decides which path has which format. What happens then is up to the pipeline.
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
import { readModelName } from './read-model-name.ts'
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
  /** The port. The bound one is only known after binding. */
  readonly gatewayPort: () => number
  /** True while closing: running requests may end, and new ones are refused. */
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
    // Requests that come during closing are refused by the onRequest hook, in the caller's format.
    return503OnClosing: false,
    // The server calls this function, and what it throws would end the process. A URL that cannot be tidied becomes '*',
    // which has no route.
    rewriteUrl: guarded(() => '*', tidied),
    clientErrorHandler: deps.onParseError,
    frameworkErrors: (_, request, reply) => refuseUnknown(request, reply),
  })
  // No body is parsed here, because the pipeline reads it itself.
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
  const answerIdle: Readonly<Record<'models' | 'other', (route: Route) => Handler>> = {
    models: route =>
      route.modelAs
        ? async (request, reply) => idle.send(request, reply, await namedModel(route, request, pipeline))
        : (request, reply) => idle.send(request, reply, modelsFor(route, request, pipeline)),
    other: () => (request, reply) =>
      idle.send(request, reply, pathOf(request.url) === '/' ? describeGateway(gatewayUrl()) : { ok: true }),
  }
  const handlerOf = (route: Route): Handler => {
    const { purpose } = route
    const isIdle = purpose === 'models' || purpose === 'other'
    return isIdle ? answerIdle[purpose](route) : runPipeline(route, purpose, deps)
  }
  for (const there of routesByAddress()) {
    const [{ method, path }] = there
    app.route({ method, url: addressOf(path), handler: handlerAt(there, handlerOf, refuseUnknown) })
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

/** Of several routes at one address, or of one with an action behind a name, the request's own path says which is meant. */
function handlerAt(
  there: readonly [Route, ...Route[]],
  handlerOf: (route: Route) => Handler,
  otherwise: Handler,
): Handler {
  const [first, ...others] = there
  if (others.length === 0 && !first.path.includes('*:')) return handlerOf(first)
  const handlers = there.map(route => ({ route, handle: handlerOf(route) }))
  return (request, reply) => {
    const path = pathOf(request.url)
    const { handle } = handlers.find(({ route }) => isAt(route, path)) ?? { handle: otherwise }
    return handle(request, reply)
  }
}

const tidied = ({ url }: { readonly url?: string | undefined }) => tidyUrl(url)

type Handler = (request: FastifyRequest, reply: FastifyReply) => void | Promise<void>

/** Hands the request over to the pipeline, which answers it. */
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

/** All models of the caller's format, or the one that the path names. Throws `token_*` or `model_*`. */
function modelsFor({ listAs }: Route, request: FastifyRequest, { clients, catalog }: PipelineDeps): object {
  authenticate(request.raw, clients)
  const format = formatFor(request.raw)
  const { '*': asked } = request.params as { readonly '*'?: string }
  return asked === undefined ? listModels(catalog(), format, listAs) : findModel(asked, catalog(), format)
}

/** The model that the body names. Rejects with `token_*`, `model_*`, or what is wrong with the body. */
async function namedModel(
  { modelAs }: Route,
  request: FastifyRequest,
  { clients, catalog }: PipelineDeps,
): Promise<object> {
  authenticate(request.raw, clients)
  return findModel(await readModelName(request.raw), catalog(), formatFor(request.raw), modelAs)
}

/** Fastify parses the content type before it uses the parser for all types, and refuses one that it cannot parse. */
function isUnreadableType(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 415
}
