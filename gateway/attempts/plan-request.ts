// Plans a request for a route: reads what the route depends on, and no more than that, because the caller waits.

import { outlineOf, type RequestOutline } from '../chat/request-outline.ts'
import type { RequestNeed, RouteDefinition } from '../contract/routes.ts'
import { requestNeeds } from '../contract/routes.ts'
import type { Exchange } from '../exchange.ts'
import { countedFormatOf, formats } from '../formats/index.ts'
import type { Client } from '../identity/clients.ts'
import type { ReadRequest } from '../ingress/read-request.ts'
import type { Estimates } from '../ledger/estimates.ts'
import type { Target } from '../routing/choose-target.ts'
import type { Plan } from '../routing/plan.ts'
import { planRoute } from '../routing/plan-route.ts'
import type { RouteQuestion } from '../routing/route-question.ts'
import { routeTargets } from '../routing/route-targets.ts'
import type { LargeBodies } from '../tokens/large-bodies.ts'
import { scaleCount } from '../tokens/request-count.ts'
import type { SmallBodies } from '../tokens/small-bodies.ts'
import { projectIn } from './attribution.ts'
import { type Conversations, conversationKey } from './conversations.ts'
import { expectedCosts, roughSize, type Size, withoutCosts } from './expected-costs.ts'
import { contextTokensOf, lookupsFor, type RouteDeps, surroundingsOf } from './route-lookups.ts'

export interface PlanRequestDeps extends RouteDeps {
  readonly conversations: Conversations
  readonly estimates: RouteDeps['estimates'] & Pick<Estimates, 'ratioOf'>
  readonly smallBodies: SmallBodies
  readonly largeBodies: LargeBodies
}

export interface Asking {
  readonly exchange: Exchange
  readonly client: Client
  readonly request: ReadRequest
}

export interface PlannedRequest {
  /** It has no candidates if no target is left. */
  readonly plan: Plan
  readonly question: RouteQuestion
  /** By what the conversation is known. Undefined if it is to have no target. */
  readonly conversation: string | undefined
}

/** `explains`: a person wants to know the costs, whether the route depends on them or not. Rejects with `overloaded`. */
export async function planRequest(
  route: RouteDefinition,
  asking: Asking,
  deps: PlanRequestDeps,
  explains = false,
): Promise<PlannedRequest> {
  const { client, exchange, request } = asking
  const { format } = exchange
  const { headers } = exchange.request
  const catalog = deps.catalog()
  const targets = routeTargets(route, format, catalog)
  const outline = await outlineFor(asking, deps)
  const conversation =
    route.sticky === false ? undefined : conversationKey(route.name, client.id, headers, outline.opening)
  const pin = conversation === undefined ? undefined : deps.conversations.find(conversation)
  const sizeOf = await measure(route, targets, asking, explains, deps)
  const costed = { ...request.facts, clientId: client.id }
  const wantsCosts = explains || pin !== undefined || hasLowestCost(route)
  const costs = wantsCosts ? await expectedCosts(targets, costed, sizeOf, deps) : withoutCosts(costed, deps)
  const question: RouteQuestion = {
    format,
    inputTokens: sizeOf(targets[0]).inputTokens,
    maxOutputTokens: request.facts.maxOutputTokens,
    needs: needsOf(request, outline),
  }
  const lookups = await lookupsFor({ ...costs, catalog, targets, question, pin }, deps)
  const surroundings = surroundingsOf(client, projectIn(headers), headers, deps)
  return { plan: planRoute(route, question, surroundings, lookups), question, conversation }
}

export function needsOf({ facts }: ReadRequest, outline: RequestOutline): readonly RequestNeed[] {
  return requestNeeds.filter(
    need =>
      (need === 'tools' && facts.tools) ||
      (need === 'reasoning' && facts.reasoning) ||
      outline.needs.includes(need),
  )
}

export async function outlineFor(
  { exchange: { format }, request }: Asking,
  { largeBodies }: Pick<PlanRequestDeps, 'largeBodies'>,
): Promise<RequestOutline> {
  const { outlineMarks } = formats[format].caller
  if (request.scanned) return outlineOf(request.body, request.scanned, outlineMarks)
  const { outline, bytes } = await largeBodies.outline(format, request.body)
  request.body = bytes
  return outline
}

const bytesPerToken = 4
/** By how much the estimate from the length may be too small. */
const roughMargin = 2

/**
 * How large the request is for each target. It is counted only if the route depends on it. Otherwise it is estimated from its
 * length, since it will be counted anyway for the target that is asked.
 */
async function measure(
  route: RouteDefinition,
  targets: readonly Target[],
  asking: Asking,
  explains: boolean,
  deps: PlanRequestDeps,
): Promise<(target: Target | undefined) => Size> {
  const roughTokens = Math.ceil(asking.request.body.length / bytesPerToken)
  const rough = roughSize(roughTokens)
  const each = explains || hasLowestCost(route)
  const isCounted =
    each ||
    dependsOnTokens(route) ||
    targets.some(target => isNearlyFull(contextTokensOf(target, asking.exchange.format, deps), roughTokens))
  if (!isCounted || targets.length === 0) return () => rough
  const sizes: { readonly model: string; readonly size: Size }[] = []
  for (const { model } of each ? targets : targets.slice(0, 1))
    if (!sizes.some(known => known.model === model))
      sizes.push({ model, size: await countFor(model, asking, deps) })
  const first = sizes[0]?.size ?? rough
  return target => sizes.find(({ model }) => model === target?.model)?.size ?? first
}

/** Counts the request as its caller wrote it. What was counted is remembered, so counting it again takes little time. */
export async function countFor(
  model: string,
  { exchange: { format }, request }: Asking,
  { estimates, largeBodies, smallBodies }: Pick<PlanRequestDeps, 'estimates' | 'largeBodies' | 'smallBodies'>,
): Promise<Size> {
  const { body, scanned } = request
  const { counted, bytes } = scanned
    ? { counted: await smallBodies.count(countedFormatOf(format), body, scanned, model), bytes: body }
    : await largeBodies.count(format, body, model)
  request.body = bytes
  const { triggers } = counted
  return {
    inputTokens: scaleCount(counted, estimates.ratioOf(model)),
    triggers,
    audioTokens: triggers.audioInput ? counted.fixed : 0,
  }
}

function isNearlyFull(window: number | undefined, roughTokens: number): boolean {
  return window !== undefined && window < roughTokens * roughMargin
}

function hasLowestCost({ groups }: RouteDefinition): boolean {
  return groups.some(({ strategy }) => strategy === 'lowest-cost')
}

/** Models on this machine have small contexts, so that an estimate would choose the wrong one. */
function dependsOnTokens({ groups, localLastResort }: RouteDefinition): boolean {
  return (
    localLastResort === true ||
    groups.some(({ when }) => when?.inputTokensAtLeast !== undefined || when?.inputTokensAtMost !== undefined)
  )
}
