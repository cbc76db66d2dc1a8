import { Autocomplete, Group, Select } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { scopeKinds } from '../../../gateway/contract/budgets.ts'
import { useBudgets, useClients, useProviders } from '../../api/queries.ts'
import type { BudgetFields } from './budget-form.ts'

interface ScopeFieldsProps {
  readonly form: UseFormReturnType<BudgetFields>
}

/** The fields for whose requests a budget counts. */
export function ScopeFields({ form }: ScopeFieldsProps) {
  const { t } = useTranslation()
  const { scopeKind } = form.values
  return (
    <Group grow align="start">
      <Select
        label={t('budgetForm.scope')}
        data={scopeKinds.map(kind => ({ value: kind, label: t(`budgetForm.scopeKinds.${kind}`) }))}
        allowDeselect={false}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        {...form.getInputProps('scopeKind')}
        onChange={value => {
          const kind = scopeKinds.find(known => known === value)
          if (kind === undefined) return
          form.setValues({ scopeKind: kind, scopeId: '' })
          form.clearFieldError('scopeId')
        }}
      />
      {scopeKind !== 'all' && <ScopeId form={form} kind={scopeKind} />}
    </Group>
  )
}

interface ScopeIdProps extends ScopeFieldsProps {
  readonly kind: Exclude<BudgetFields['scopeKind'], 'all'>
}

function ScopeId({ form, kind }: ScopeIdProps) {
  const { t } = useTranslation()
  const known = useKnownIds(form.values.scopeId)
  const field = {
    label: t(`budgetForm.scopeIds.${kind}`),
    description: t(`budgetForm.scopeIdHints.${kind}`),
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as (
      | 'label'
      | 'input'
      | 'description'
      | 'error'
    )[],
    ...form.getInputProps('scopeId'),
  }
  if (kind === 'client' || kind === 'provider') {
    return (
      <Select data={known[kind]} allowDeselect={false} searchable {...field} value={field.value || null} />
    )
  }
  return <Autocomplete data={known[kind]} limit={50} spellCheck={false} maxLength={256} {...field} />
}

/**
 * The ids to choose from. For a team, a person, a model or a project, another id can be typed too, because it may come into
 * use later.
 */
function useKnownIds(current: string) {
  const clients = useClients().data ?? []
  const providers = useProviders().data ?? []
  const budgets = useBudgets().data ?? []
  const ofBudgets = (kind: BudgetFields['scopeKind']): readonly string[] =>
    budgets.flatMap(({ scope }) => (scope.kind === kind && scope.kind !== 'all' ? [scope.id] : []))
  const unique = (ids: readonly (string | null)[]): string[] =>
    [...new Set(ids)].filter(id => id !== null).sort()
  return {
    team: unique([...clients.map(({ teamId }) => teamId), ...ofBudgets('team')]),
    person: unique([...clients.map(({ personId }) => personId), ...ofBudgets('person')]),
    client: clients
      .filter(({ revokedAtMs, id }) => revokedAtMs === null || id === current)
      .map(({ id, name }) => ({ value: id, label: name })),
    provider: unique([...providers.map(({ id }) => id), ...ofBudgets('provider')]),
    model: unique(providers.flatMap(({ id, models }) => models.map(model => `${id}/${model.id}`))),
    project: unique(ofBudgets('project')),
  }
}
