import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ProviderView } from '../../../gateway/contract/providers.ts'
import { useProviders } from '../../api/queries.ts'
import type { BudgetFields } from './budget-form.ts'

/** True if the sandbox is on and no provider is set up: what a budget counts then is pretended. */
export function useOnlySandboxAnswers(): boolean {
  const providers = useProviders().data ?? []
  return providers.length > 0 && providers.every(({ sandbox }) => sandbox)
}

/** What a budget with these fields does not count, or refuses, without being asked to. */
export function CountedNotes({ fields }: { readonly fields: BudgetFields }) {
  const { t } = useTranslation()
  const providers = useProviders().data ?? []
  const isOnlySandbox = useOnlySandboxAnswers()
  const covered = coveredModels(fields, providers)
  const isPractice = covered.some(({ sandbox }) => sandbox) && covered.every(({ sandbox }) => sandbox)
  const unpriced = covered.filter(({ isPriced }) => !isPriced).length
  const refusesUnpriced = fields.unit === 'usd' && fields.mode === 'hard' && unpriced > 0
  if (isPractice || isOnlySandbox)
    return <Note text={t(isPractice ? 'budgetForm.practice' : 'budgetForm.sandboxUncounted')} />
  return refusesUnpriced ? <Note text={t('budgetForm.unpriced', { count: unpriced })} /> : null
}

function Note({ text }: { readonly text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  )
}

interface CoveredModel {
  readonly sandbox: boolean
  readonly isPriced: boolean
}

/** The listed models that the budget would count. The sandbox's only count in budgets that name it: see `covers`. */
function coveredModels(
  { scopeKind, scopeId }: BudgetFields,
  providers: readonly ProviderView[],
): readonly CoveredModel[] {
  const named = scopeId.trim()
  return providers.flatMap(({ id, models, sandbox }) =>
    models
      .filter(model => {
        if (scopeKind === 'provider') return id === named
        if (scopeKind === 'model') return `${id}/${model.id}` === named || (!sandbox && model.id === named)
        return !sandbox
      })
      .map(model => ({ sandbox, isPriced: model.inputNanoUsdPerMillion !== null })),
  )
}
