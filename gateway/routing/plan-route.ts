import type { RouteDefinition, RouteTarget, SkipReason } from '../contract/routes.ts'
import { GatewayError } from '../errors.ts'
import type { SubjectHealth } from '../health/health.ts'
import { unmetCondition } from './conditions.ts'
import { unfitFor } from './fitness.ts'
import { type Entry, type Ordered, orderByStrategy } from './order-by-strategy.ts'
import type { Candidate, Plan, Skipped } from './plan.ts'
import { candidateOf, wellFirst, withKeys } from './plan-model.ts'
import { type Lookups, nameOf, type RouteQuestion, type Surroundings } from './route-question.ts'
import { chooseRouteTarget } from './route-targets.ts'
import { type Stay, stayOrLeave } from './stickiness.ts'

/** Why no target of a route is left. */
export function reasonsOf({ skipped }: Pick<Plan, 'skipped'>): string {
  return skipped.map(({ target, text }) => `${target}: ${text}`).join(' ')
}

/**
 * The targets of a route in the order in which they are to be asked, and those that are left out. Pure, but for the random
 * numbers. If no target is left, there are no candidates.
 */
export function planRoute(
  route: RouteDefinition,
  question: RouteQuestion,
  surroundings: Surroundings,
  lookups: Lookups,
): Plan {
  const skipped: Skipped[] = []
  const entries: Entry[] = []
  for (const [group, { targets, when }] of route.groups.entries()) {
    const unmet = when && unmetCondition(when, question, surroundings)
    for (const each of targets) {
      if (unmet === undefined) consider(each, group)
      else skipped.push({ target: each.target, group, reason: 'condition', text: unmet })
    }
  }
  function consider(each: RouteTarget, group: number): void {
    const found = resolve(each, question, lookups)
    if ('reason' in found) skipped.push({ ...found, target: each.target, group })
    else if (!entries.some(({ candidate }) => nameOf(candidate.target) === nameOf(found.target)))
      entries.push({ candidate: found, group, weight: each.weight ?? 1, cost: costOf(found, lookups) })
  }
  const fit = takeFit(entries, question, lookups, skipped)
  const well = takeWell(fit, lookups, skipped)
  const ordered = route.groups.flatMap(({ strategy }, group) =>
    orderByStrategy(
      strategy,
      well.filter(entry => entry.group === group),
      lookups,
    ),
  )
  const { pin } = lookups
  const stay: Stay | undefined = pin && stayOrLeave(ordered, pin, lookups.costOf)
  const candidates = (stay?.ordered ?? ordered).flatMap(each =>
    wellFirst(withKeys(placed(each)), lookups.health),
  )
  const last = route.localLastResort ? lookups.lastResort() : undefined
  if (last && !candidates.some(({ target }) => nameOf(target) === nameOf(last.target)))
    candidates.push({ ...last, place: { group: route.groups.length, why: whyLast(last), cost: undefined } })
  return { route, candidates, skipped, stay: stay?.view }
}

function whyLast({ lastResort }: Candidate): string {
  const why = lastResort === undefined ? '' : `: ${lastResort}`
  return `The model on this machine that fits best, after all others${why}.`
}

function placed({ candidate, group, why, cost }: Ordered): Candidate {
  return { ...candidate, place: { group, why, cost } }
}

interface Left {
  readonly reason: SkipReason
  readonly text: string
}

function resolve(
  { target: name, limits }: RouteTarget,
  { format }: RouteQuestion,
  lookups: Lookups,
): Candidate | Left {
  try {
    const target = chooseRouteTarget(name, format, lookups.catalog)
    const problem = lookups.keyProblemOf(target.provider.record.id)
    if (problem !== undefined) return { reason: 'key', text: problem }
    return { ...candidateOf(target), limits, contextTokens: lookups.contextTokensOf(target) }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    const reason = error.code === 'format_unsupported' ? 'format' : 'unknown'
    return { reason, text: error.message }
  }
}

function costOf({ target }: Candidate, { costOf: costAt, pin }: Lookups) {
  return costAt(target, pin?.target === nameOf(target) ? pin.cachedTokens : 0)
}

/**
 * Leaves out the targets that cannot answer the request. Which models reason is known of few, and a request can be answered
 * without it. So reasoning decides only if one of the targets is known to reason.
 */
function takeFit(
  entries: readonly Entry[],
  question: RouteQuestion,
  { capabilitiesOf }: Lookups,
  skipped: Skipped[],
): readonly Entry[] {
  const anyReasons = entries.some(({ candidate }) => capabilitiesOf(candidate.target)?.reasoning !== false)
  const needs = anyReasons ? question.needs : question.needs.filter(need => need !== 'reasoning')
  return entries.filter(({ candidate, group }) => {
    const unfit = unfitFor(candidate, { ...question, needs }, capabilitiesOf(candidate.target))
    if (unfit) skipped.push({ target: nameOf(candidate.target), group, ...unfit })
    return !unfit
  })
}

/**
 * Leaves out the targets that should be left alone for a while. If that would be all of them, the one that can be asked again
 * the soonest is asked now: that is better than no answer.
 */
function takeWell(entries: readonly Entry[], lookups: Lookups, skipped: Skipped[]): readonly Entry[] {
  const judged = entries.map(entry => {
    const health = healthOf(entry.candidate, lookups)
    return { entry, health, left: whyLeft(entry.candidate, health, lookups.isOffline) }
  })
  const soonest = judged.reduce<(typeof judged)[number] | undefined>(
    (best, each) => (best === undefined || waitOf(each.health) < waitOf(best.health) ? each : best),
    undefined,
  )
  const isAnyWell = judged.some(({ left }) => !left)
  return judged
    .filter(each => {
      const isAsked = isAnyWell ? !each.left : each === soonest
      const { candidate, group } = each.entry
      if (!isAsked && each.left) skipped.push({ target: nameOf(candidate.target), group, ...each.left })
      return isAsked
    })
    .map(({ entry }) => entry)
}

/** Of the key that can be used the soonest. */
function healthOf(candidate: Candidate, { health }: Lookups): SubjectHealth {
  const [first, ...others] = withKeys(candidate).map(each => health.of(each))
  return others.reduce(
    (best, each) => (waitOf(each) < waitOf(best) ? each : best),
    first ?? health.of(candidate),
  )
}

function whyLeft({ isLocal }: Candidate, health: SubjectHealth, isOffline: boolean): Left | undefined {
  if (isOffline && !isLocal) return { reason: 'offline', text: 'This machine has no network.' }
  const { forMs, reason: why, state } = health
  const again = forMs === undefined ? '' : ` It is asked again in ${Math.ceil(forMs / 1000)} s.`
  switch (state) {
    case 'closed':
    case 'half-open':
      return undefined
    case 'open':
    case 'cooling':
      return { reason: state, text: `${why}${again}` }
    case 'locked':
      return { reason: 'key', text: why }
    default:
      return state satisfies never
  }
}

/** A key that is refused stays so until it is changed. */
function waitOf({ state, forMs }: SubjectHealth): number {
  if (state === 'closed' || state === 'half-open') return 0
  return forMs ?? (state === 'locked' ? Number.POSITIVE_INFINITY : 0)
}
