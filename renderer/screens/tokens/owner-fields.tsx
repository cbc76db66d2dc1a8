import { Autocomplete, type AutocompleteProps } from '@mantine/core'
import type { GetInputPropsReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useClients } from '../../api/queries.ts'
import { isScopePath } from '../budgets/budget-form.ts'

interface OwnerFieldsProps {
  readonly inputProps: (field: 'person' | 'team') => GetInputPropsReturnType
  readonly isFirst?: boolean
}

/** Fields for the person and the team of a token. Those that other tokens have are suggested. */
export function OwnerFields({ inputProps, isFirst = false }: OwnerFieldsProps) {
  const { t } = useTranslation()
  const clients = useClients().data ?? []
  const common: AutocompleteProps = { maxLength: 128, spellCheck: false, openOnFocus: false }
  return (
    <>
      <Autocomplete
        {...common}
        label={t('tokens.person')}
        description={t('tokens.personHint')}
        data={taken(clients.map(({ personId }) => personId))}
        data-autofocus={isFirst || undefined}
        {...inputProps('person')}
      />
      <Autocomplete
        {...common}
        label={t('tokens.team')}
        description={t('tokens.teamHint')}
        data={taken(clients.map(({ teamId }) => teamId))}
        {...inputProps('team')}
      />
    </>
  )
}

/** Gives what is wrong with the name of a person or a team, which may be empty. */
export function useOwnerCheck(): (text: string) => string | null {
  const { t } = useTranslation()
  return text => (text.trim() === '' || isScopePath(text.trim()) ? null : t('budgetForm.scopeInvalid'))
}

function taken(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids)].filter(id => id !== null).sort()
}
