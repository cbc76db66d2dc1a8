// Providers and a plan, without a gateway around them.
import type { Provider } from '../../../gateway/catalog/provider-registry.ts'
import type { RouteDefinition } from '../../../gateway/contract/routes.ts'
import type { NanoUsd } from '../../../gateway/contract/units.ts'
import { formats } from '../../../gateway/formats/index.ts'
import type { SubjectHealth } from '../../../gateway/health/health.ts'
import { adapterOf } from '../../../gateway/providers/index.ts'
import type { Catalog } from '../../../gateway/routing/choose-target.ts'
import type { Plan } from '../../../gateway/routing/plan.ts'
import { planRoute } from '../../../gateway/routing/plan-route.ts'
import {
  type Lookups,
  nameOf,
  type RouteQuestion,
  type Surroundings,
} from '../../../gateway/routing/route-question.ts'
import { modelCapabilities } from '../../../gateway/translation/model-capabilities.ts'

export function provider(
  id: string,
  kind: string,
  models: readonly string[] = [],
  baseUrl = 'https://api.example.com',
): Provider {
  const adapter = adapterOf(kind)
  if (!adapter) throw new Error(`No adapter ${kind}`)
  const origin = new URL(baseUrl).origin
  return {
    record: { id, kind, baseUrl, addedAtMs: 0, modelsFetchedAtMs: 0, modelsError: null },
    adapter,
    keys: [],
    models,
    listed: new Set(models),
    endpoints: Object.fromEntries(
      Object.entries(adapter.paths).map(([format, path]) => [format, { origin, path }]),
    ),
  }
}

export const catalog: Catalog = {
  providers: [
    provider('a', 'openai', ['gpt-4o', 'gpt-4o-mini', 'o3']),
    provider('b', 'openai', ['gpt-4o']),
    provider('c', 'anthropic', ['claude-sonnet-5']),
    provider('local', 'ollama', ['llama3.2:latest', 'big-cloud'], 'http://127.0.0.1:11434'),
  ],
  switchedOff: [],
}

export const well: SubjectHealth = {
  state: 'closed',
  reason: '',
  forMs: undefined,
  running: 0,
  speed: undefined,
}

export const question: RouteQuestion = {
  format: 'openai-chat',
  inputTokens: 100,
  maxOutputTokens: undefined,
  needs: [],
}

export const nowhere: Surroundings = {
  clientName: 'notebook',
  project: undefined,
  minuteOfDay: 12 * 60,
  budgetLeftPercent: () => undefined,
  headers: {},
}

/** `costs` are nano-dollars by target, without anything cached. `health` is by target. */
export interface Known extends Partial<Omit<Lookups, 'health' | 'costOf'>> {
  readonly costs?: Readonly<Record<string, bigint>>
  readonly cachedSaves?: bigint
  readonly health?: Readonly<Record<string, Partial<SubjectHealth>>>
}

export function lookups({ costs = {}, cachedSaves = 0n, health = {}, ...others }: Known = {}): Lookups {
  return {
    catalog,
    health: { of: ({ target }) => ({ ...well, ...health[nameOf(target)] }) },
    isOffline: false,
    keyProblemOf: () => undefined,
    capabilitiesOf: ({ format, model }) =>
      modelCapabilities(formats[format].provider.translation, format, model),
    contextTokensOf: () => undefined,
    costOf: (target, cachedTokens) => {
      const cost = costs[nameOf(target)]
      return cost === undefined ? undefined : ((cost - cachedSaves * BigInt(cachedTokens)) as NanoUsd)
    },
    outputTokensOf: () => 100,
    pin: undefined,
    lastResort: () => undefined,
    random: () => 0.5,
    ...others,
  }
}

export function routeTo(...targets: readonly string[]): RouteDefinition {
  return { name: 'smart', groups: [{ strategy: 'priority', targets: targets.map(target => ({ target })) }] }
}

export function plan(
  route: RouteDefinition,
  known: Known = {},
  asked: Partial<RouteQuestion> = {},
  around: Partial<Surroundings> = {},
): Plan {
  return planRoute(route, { ...question, ...asked }, { ...nowhere, ...around }, lookups(known))
}

export function namesOf({ candidates }: Pick<Plan, 'candidates'>): readonly string[] {
  return candidates.map(({ target }) => nameOf(target))
}

/** As `target: reason`. */
export function skipsOf({ skipped }: Plan): readonly string[] {
  return skipped.map(({ target, reason }) => `${target}: ${reason}`)
}
