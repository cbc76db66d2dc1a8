import type { BudgetScope } from '../../../gateway/contract/budgets.ts'
import type { ProviderView } from '../../../gateway/contract/providers.ts'

const sandboxId = 'sandbox'

/** Whether a budget is one for practice and the sandbox, which it counts, no longer answers. */
export function isSandboxOff(scope: BudgetScope, providers: readonly Pick<ProviderView, 'id'>[]): boolean {
  const isPractice =
    (scope.kind === 'provider' && scope.id === sandboxId) ||
    (scope.kind === 'model' && scope.id.startsWith(`${sandboxId}/`))
  return isPractice && !providers.some(({ id }) => id === sandboxId)
}
