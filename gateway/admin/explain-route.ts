import { expectedCosts, roughSize } from '../attempts/expected-costs.ts'
import { lookupsFor, type RouteDeps, surroundingsOf } from '../attempts/route-lookups.ts'
import type { Routes } from '../catalog/routes.ts'
import type { Settings } from '../config/settings.ts'
import type { CacheExplanation, ExplainQuestion, ExplainView } from '../contract/routes.ts'
import type { ClientId } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'
import { defaultFormat } from '../formats/index.ts'
import type { Client, Clients } from '../identity/clients.ts'
import { standardTerms } from '../pricing/bill.ts'
import { explainView, withCosts } from '../routing/explain-view.ts'
import { planModel } from '../routing/plan-model.ts'
import { planRoute } from '../routing/plan-route.ts'
import type { RouteQuestion } from '../routing/route-question.ts'
import { routeTargets } from '../routing/route-targets.ts'

export interface ExplainRouteDeps extends RouteDeps {
  readonly routes: Pick<Routes, 'find'>
  readonly clients: Pick<Clients, 'get' | 'list'>
  readonly settings: Pick<Settings, 'current'>
}

/** A short request, if it is not said how long it is. */
const usualInputTokens = 1000

/** What a request with these properties would be sent to. Throws `model_*` if the name is neither a route nor a model. */
export async function explainRoute(asked: ExplainQuestion, deps: ExplainRouteDeps): Promise<ExplainView> {
  const { inputTokens = usualInputTokens, name, needs = [], project } = asked
  const client = clientNamed(asked.client, deps.clients)
  const catalog = deps.catalog()
  const question: RouteQuestion = { format: defaultFormat, inputTokens, maxOutputTokens: undefined, needs }
  const route = deps.routes.find(name)
  const model = route ? undefined : planModel(name, defaultFormat, catalog, deps.health)
  const targets = route
    ? routeTargets(route, defaultFormat, catalog)
    : (model?.candidates ?? []).map(({ target }) => target)
  const costed = {
    clientId: client?.id ?? ('' as ClientId),
    boundsReasoning: true,
    choices: 1,
    maxOutputTokens: undefined,
    reasoning: needs.includes('reasoning'),
    tools: needs.includes('tools'),
    terms: standardTerms,
  }
  const costs = await expectedCosts(targets, costed, () => roughSize(inputTokens), deps)
  const cache = cacheFor(client, deps)
  if (model) return explainView(name, question, withCosts(model, costs.costOf), cache)
  if (!route) throw new GatewayError('internal')
  const lookups = await lookupsFor({ ...costs, catalog, targets, question, pin: undefined }, deps)
  const plan = planRoute(route, question, surroundingsOf(client, project, {}, deps), lookups)
  return explainView(name, question, plan, cache)
}

function cacheFor(
  client: Client | undefined,
  { settings }: Pick<ExplainRouteDeps, 'settings'>,
): CacheExplanation {
  const mode = client?.cache.mode ?? settings.current.cacheMode
  const reason = mode === 'off' ? 'The cache is off.' : 'It depends on what the request says.'
  return { mode, eligible: mode === 'off' ? false : null, reason, wouldBe: null }
}

function clientNamed(name: string | undefined, clients: ExplainRouteDeps['clients']): Client | undefined {
  if (name === undefined) return undefined
  const view = clients.list().find(each => each.name === name && each.revokedAtMs === null)
  const client = view && clients.get(view.id as ClientId)
  if (client) return client
  throw new GatewayError('input_invalid', { reason: `There is no client "${name}".` })
}
