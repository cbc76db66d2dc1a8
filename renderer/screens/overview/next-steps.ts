import type { ClientView } from '../../../gateway/contract/admin.ts'
import { windowClientId } from '../../../gateway/contract/clients.ts'
import type { ProviderView } from '../../../gateway/contract/providers.ts'
import type { RequestRow } from '../../../gateway/contract/requests.ts'

export const nextSteps = ['provider', 'budget', 'tool'] as const
export type NextStep = (typeof nextSteps)[number]

export interface StepsSeen {
  readonly providers: readonly Pick<ProviderView, 'sandbox'>[]
  readonly budgets: readonly unknown[]
  readonly clients: readonly Pick<ClientView, 'id' | 'lastUsedAtMs'>[]
}

/** Which steps a person has taken, by what is there and not by what was clicked. */
export function stepsDone({ providers, budgets, clients }: StepsSeen): Readonly<Record<NextStep, boolean>> {
  return {
    provider: providers.some(({ sandbox }) => !sandbox),
    budget: budgets.length > 0,
    tool: clients.some(({ id, lastUsedAtMs }) => id !== windowClientId && lastUsedAtMs !== null),
  }
}

/** The first question to a model. Undefined if it is not among the rows, because there were more since. */
export function firstRequest(latest: readonly RequestRow[]): RequestRow | undefined {
  if (latest.at(-1)?.sequence !== 1) return undefined
  return latest.findLast(({ purpose }) => purpose === 'answer')
}
