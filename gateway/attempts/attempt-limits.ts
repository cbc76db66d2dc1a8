// How long a target of a route may take before the gateway goes on to the next one.
import type { RouteDefinition, TargetLimits } from '../contract/routes.ts'
import type { SubjectHealth } from '../health/health.ts'
import type { Candidate } from '../routing/plan.ts'

const plainMs = 45_000
const thinkingMs = 120_000
const localMs = 300_000
const msPerMillionTokens = 240_000
const mostMs = 300_000
const enoughAnswers = 20

/**
 * The limits of a target that another one can stand in for. Those of the target come before those of the route. If neither
 * says how long the first content of a stream may take, that follows from the length of the request and, once enough
 * answers were seen, from how fast they were. There is no such limit for an answer that comes as a whole, because its first
 * byte may come with its last.
 */
export function limitsOf(
  { limits, isLocal }: Candidate,
  route: RouteDefinition,
  request: { readonly inputTokens: number; readonly reasoning: boolean; readonly stream: boolean },
  { speed }: Pick<SubjectHealth, 'speed'>,
): TargetLimits {
  const given = { ...route.limits, ...limits }
  if (given.firstTokenMs !== undefined || !request.stream) return given
  const forInputMs = (request.inputTokens * msPerMillionTokens) / 1e6
  const startMs = (isLocal ? localMs : request.reasoning ? thinkingMs : plainMs) + forInputMs
  const isKnown = speed !== undefined && speed.answers >= enoughAnswers
  const firstTokenMs = isKnown ? Math.max(startMs / 2, 3 * speed.firstTokenP95Ms) : startMs
  return { ...given, firstTokenMs: Math.round(Math.min(mostMs, firstTokenMs)) }
}
