import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import type { PriceView } from '../../../gateway/contract/prices.ts'
import type { ProviderView } from '../../../gateway/contract/providers.ts'
import type { RouteView } from '../../../gateway/contract/routes.ts'

/** What the removal of a provider ends or leaves without a purpose. */
export interface WhatGoes {
  readonly keys: number
  readonly ownPrices: number
  /** The names of routes with a target at it. */
  readonly routes: readonly string[]
  readonly budgets: number
}

export function whatGoesWith(
  { id, keys }: ProviderView,
  routes: readonly RouteView[],
  budgets: readonly BudgetView[],
  prices: readonly PriceView[],
): WhatGoes {
  const isAtIt = (name: string): boolean => name.startsWith(`${id}/`)
  return {
    keys: keys.length,
    ownPrices: prices.filter(({ providerId, own }) => providerId === id && own !== null).length,
    routes: routes
      .filter(({ groups }) => groups.some(({ targets }) => targets.some(({ target }) => isAtIt(target))))
      .map(({ name }) => name),
    budgets: budgets.filter(
      ({ scope }) =>
        (scope.kind === 'provider' && scope.id === id) || (scope.kind === 'model' && isAtIt(scope.id)),
    ).length,
  }
}
