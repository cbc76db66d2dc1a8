// Candidates of plans that no catalog has, and what is known when the next move is decided.
import type { Fault, FaultKind } from '../../gateway/attempts/fault.ts'
import type { Situation } from '../../gateway/attempts/next-move.ts'
import type { RouteDefinition } from '../../gateway/contract/routes.ts'
import type { Candidate } from '../../gateway/routing/plan.ts'
import { providerOf } from './attempt-rig.ts'

export const route: RouteDefinition = { name: 'smart', groups: [] }
const providers = {
  openai: providerOf('openai'),
  anthropic: providerOf('anthropic'),
  ollama: providerOf('ollama'),
}

export interface Named {
  readonly provider?: keyof typeof providers
  readonly model?: string
  readonly keyId?: string | undefined
  readonly quotaGroup?: string | undefined
  readonly contextTokens?: number | undefined
  readonly isLocal?: boolean
}

export function candidate({ provider = 'openai', model = 'm', ...rest }: Named = {}): Candidate {
  const target = { provider: providers[provider], model, format: 'openai-chat', priced: true } as const
  return {
    target,
    keyId: undefined,
    quotaGroup: undefined,
    limits: undefined,
    contextTokens: undefined,
    isLocal: false,
    ...rest,
  }
}

export function fault(kind: FaultKind, extra: Partial<Fault> = {}): Fault {
  return { kind, reason: kind, ...extra }
}

export function situation(candidates: readonly Candidate[], given: Partial<Situation> = {}): Situation {
  return {
    plan: { route, candidates, skipped: [] },
    tried: [],
    running: [],
    elapsedMs: 0,
    callerRetries: 0,
    mayRetry: () => true,
    isBodyKept: true,
    random: 0.5,
    ...given,
  }
}
