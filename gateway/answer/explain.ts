// Answers which targets a request would be sent to, in which order and why. Nothing is held and nothing is sent.
import type { IncomingMessage } from 'node:http'
import { expectedCosts } from '../attempts/expected-costs.ts'
import {
  type Asking,
  countFor,
  needsOf,
  outlineFor,
  type PlanRequestDeps,
  planRequest,
} from '../attempts/plan-request.ts'
import type { AnswerCache } from '../cache/answer-cache.ts'
import { explainCache } from '../cache/explain-cache.ts'
import type { Routes } from '../catalog/routes.ts'
import type { Config } from '../config/schema.ts'
import type { ExplainView } from '../contract/routes.ts'
import type { Exchange } from '../exchange.ts'
import type { Target } from '../routing/choose-target.ts'
import { explainView, withCosts } from '../routing/explain-view.ts'
import { planModel } from '../routing/plan-model.ts'
import { sendJson } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'

export const explainPath = '/gatehouse/v1/explain'

export function isExplain({ url = '' }: IncomingMessage): boolean {
  return url === explainPath || url.startsWith(`${explainPath}?`)
}

export interface ExplainDeps extends PlanRequestDeps {
  readonly routes: Pick<Routes, 'find'>
  readonly answerCache: AnswerCache
  readonly config: () => Config
}

/** Rejects as a request for the model would, but not with `no_route`: that is a part of the answer. */
export async function answerExplain(asking: Asking, deps: ExplainDeps): Promise<void> {
  const { exchange } = asking
  const view = await explained(asking, deps)
  const body = JSON.stringify({ object: 'gatehouse.explain', ...view })
  exchange.responseBytes = Buffer.byteLength(body)
  sendJson(exchange.reply, 200, body, gatewayHeaders(exchange, true))
}

async function explained(asking: Asking, deps: ExplainDeps): Promise<ExplainView> {
  const { exchange, request } = asking
  const { model } = request.facts
  const route = deps.routes.find(model)
  if (!route) return await explainedModel(asking, deps)
  const { plan, question } = await planRequest(route, asking, deps, true)
  noteTarget(exchange, plan.candidates[0]?.target)
  return explainView(model, question, plan, await explainCache({ ...asking, plan }, deps))
}

async function explainedModel(asking: Asking, deps: ExplainDeps): Promise<ExplainView> {
  const { client, exchange, request } = asking
  const { model } = request.facts
  const plan = planModel(model, exchange.format, deps.catalog(), deps.health)
  const outline = await outlineFor(asking, deps)
  const targets = plan.candidates.map(({ target }) => target)
  noteTarget(exchange, targets[0])
  const size = await countFor(targets[0]?.model ?? model, asking, deps)
  const costed = { ...request.facts, clientId: client.id }
  const { costOf } = await expectedCosts(targets, costed, () => size, deps)
  const question = { inputTokens: size.inputTokens, needs: needsOf(request, outline) }
  const cache = await explainCache({ ...asking, plan }, deps)
  return explainView(model, question, withCosts(plan, costOf), cache)
}

/** The row in the log names the target that would be asked first. */
function noteTarget(exchange: Exchange, target: Target | undefined): void {
  if (target) exchange.target = target
}
