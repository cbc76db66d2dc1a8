// What is known of the targets of a route, gathered before the choice among them, which is pure.

import { covers } from '../budgets/budget.ts'
import type { Provider, ProviderRegistry } from '../catalog/provider-registry.ts'
import { formats, type WireFormat } from '../formats/index.ts'
import type { Health } from '../health/health.ts'
import type { Client } from '../identity/clients.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { LocalLookups } from '../local/local-lookups.ts'
import type { Catalog, Target } from '../routing/choose-target.ts'
import type { Candidate } from '../routing/plan.ts'
import type { Lookups, Pin, RouteQuestion, Surroundings } from '../routing/route-question.ts'
import { contextWindowOf } from '../tokens/context-window.ts'
import { modelCapabilities } from '../translation/model-capabilities.ts'
import type { CostDeps } from './expected-costs.ts'

export interface RouteDeps extends CostDeps {
  readonly catalog: () => Catalog
  readonly health: Pick<Health, 'of' | 'offline'>
  readonly registry: Pick<ProviderRegistry, 'openedKey'>
  readonly ledger: Pick<Ledger, 'balances'>
  readonly clock: { readonly now: () => number }
  readonly random: () => number
  /** A model on this machine that fits the request. Undefined if there is none, or if nothing is known of such models. */
  readonly lastResort?: (question: RouteQuestion) => Candidate | undefined
  readonly contextFoundAt?: LocalLookups['contextFoundAt']
  readonly roomierFormatFor?: LocalLookups['roomierFormatFor']
}

export interface Gathered extends Pick<Lookups, 'costOf' | 'outputTokensOf'> {
  readonly catalog: Catalog
  readonly targets: readonly Target[]
  readonly question: RouteQuestion
  readonly pin: Pin | undefined
}

export async function lookupsFor(gathered: Gathered, deps: RouteDeps): Promise<Lookups> {
  const { catalog, costOf, outputTokensOf, pin, question, targets } = gathered
  const problems = await keyProblems(targets, deps)
  return {
    catalog,
    costOf,
    outputTokensOf,
    pin,
    health: deps.health,
    isOffline: deps.health.offline,
    keyProblemOf: providerId => problems.find(([id]) => id === providerId)?.[1],
    capabilitiesOf: ({ format, model }) => {
      const { translation } = formats[format].provider
      return translation && modelCapabilities(translation, format, model)
    },
    contextTokensOf: target => contextTokensOf(target, question.format, deps),
    lastResort: () => deps.lastResort?.(question),
    random: deps.random,
  }
}

/** The most input and output tokens together, as far as that is known. A route asks in the format that has the most room. */
export function contextTokensOf(
  target: Target,
  callerFormat: WireFormat,
  { contextFoundAt, roomierFormatFor }: Pick<RouteDeps, 'contextFoundAt' | 'roomierFormatFor'>,
): number | undefined {
  const format = roomierFormatFor?.(target) ?? target.format
  return contextFoundAt?.({ ...target, format }, format !== callerFormat) ?? contextWindowOf(target.model)
}

async function keyProblems(
  targets: readonly Target[],
  { registry }: Pick<RouteDeps, 'registry'>,
): Promise<readonly (readonly [providerId: string, problem: string])[]> {
  const found: (readonly [string, string])[] = []
  const asked: string[] = []
  for (const { provider } of targets) {
    const { id } = provider.record
    if (asked.includes(id)) continue
    asked.push(id)
    const problem = await problemOf(provider, registry)
    if (problem !== undefined) found.push([id, problem])
  }
  return found
}

/** Undefined if one of its keys can be used, or if it needs none. */
async function problemOf(provider: Provider, registry: RouteDeps['registry']): Promise<string | undefined> {
  const { adapter, keys } = provider
  if (keys.length === 0) return adapter.keyRequired ? 'It has no key.' : undefined
  let problem = ''
  for (const key of keys) {
    const { state, reason } = await registry.openedKey(provider, key)
    if (state !== 'locked') return undefined
    problem ||= reason ?? 'Its key cannot be opened.'
  }
  return problem
}

/** Who asks, and when. `client` is undefined if nobody asks, but something is to be explained. */
export function surroundingsOf(
  client: Client | undefined,
  project: string | undefined,
  headers: Surroundings['headers'],
  { clock, ledger }: Pick<RouteDeps, 'clock' | 'ledger'>,
): Surroundings {
  const time = new Date(clock.now())
  return {
    clientName: client?.name,
    project,
    minuteOfDay: time.getHours() * 60 + time.getMinutes(),
    headers,
    budgetLeftPercent: () => leastLeftPercent(client, project, ledger),
  }
}

/**
 * Of the budgets that limit what is spent, whoever answers: not of those for one provider or model, because they say nothing of
 * the others.
 */
function leastLeftPercent(
  client: Client | undefined,
  project: string | undefined,
  ledger: RouteDeps['ledger'],
): number | undefined {
  if (!client) return undefined
  const { id, personId, teamId } = client
  const asking = {
    clientId: id,
    personId: personId ?? undefined,
    teamId: teamId ?? undefined,
    project,
    providerId: '',
    model: '',
    sandbox: false,
  }
  let least: number | undefined
  for (const { budget, gauge } of ledger.balances()) {
    const { mode, rule, scope } = budget
    if (mode === 'shadow' || (rule.kind !== 'calendar' && rule.kind !== 'rolling')) continue
    if (!covers(scope, asking)) continue
    const percent = rule.limit === 0n ? 0 : Number((gauge.left * 10_000n) / rule.limit) / 100
    if (least === undefined || percent < least) least = percent
  }
  return least
}
