// How long a target of a route may take before the gateway goes on to the next one.
import type { RouteDefinition, TargetLimits } from '../contract/routes.ts'
import type { SubjectHealth } from '../health/health.ts'
import type { Candidate } from '../routing/plan.ts'

const plainMs = 45_000
const thinkingMs = 120_000
const loadedMs = 60_000
/** A large model is read from the disk in minutes: https://github.com/timothy-agent/timothy/pull/102 */
export const loadingMs = 300_000
const msPerMillionTokens = 240_000
const mostMs = 300_000
const enoughAnswers = 20

export interface LimitedRequest {
  readonly inputTokens: number
  readonly reasoning: boolean
  readonly stream: boolean
  /** False if a server of one's own may have to load the model first. Undefined if the model is nobody's own. */
  readonly isLoaded: boolean | undefined
}

/**
 * The limits of a target that another one can stand in for. Those of the target come before those of the route. If neither
 * says how long the first content of a stream may take, that follows from the length of the request and, once enough
 * answers were seen, from how fast they were. There is no such limit for an answer that comes as a whole, because its first
 * byte may come with its last.
 *
 * While a server of one's own loads a model, it sends nothing, not even headers. That takes the longest time of all, so the
 * route's limits and what was learned do not count then, but only the target's own.
 */
export function limitsOf(
  { limits, isLocal }: Candidate,
  route: RouteDefinition,
  request: LimitedRequest,
  { speed }: Pick<SubjectHealth, 'speed'>,
): TargetLimits {
  if (request.isLoaded === false) {
    const { headersMs, firstTokenMs, ...rest } = route.limits ?? {}
    return { ...rest, ...(request.stream && { firstTokenMs: loadingMs }), ...limits }
  }
  const given = { ...route.limits, ...limits }
  if (given.firstTokenMs !== undefined || !request.stream) return given
  const forInputMs = (request.inputTokens * msPerMillionTokens) / 1e6
  const startMs = startMsOf(isLocal, request) + forInputMs
  const isKnown = speed !== undefined && speed.answers >= enoughAnswers
  const firstTokenMs = isKnown ? Math.max(startMs / 2, 3 * speed.firstTokenP95Ms) : startMs
  return { ...given, firstTokenMs: Math.round(Math.min(mostMs, firstTokenMs)) }
}

function startMsOf(isLocal: boolean, { isLoaded, reasoning }: LimitedRequest): number {
  if (isLoaded) return Math.max(loadedMs, reasoning ? thinkingMs : 0)
  // A server of another kind on this machine may load its models too.
  if (isLocal) return loadingMs
  return reasoning ? thinkingMs : plainMs
}
