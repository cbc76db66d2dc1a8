import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Outcome } from '../../../gateway/contract/chat.ts'
import { useClients, useProviders } from '../../api/queries.ts'
import { outcomes } from '../../components/outcome-badge.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { type RequestFilters, withFilter } from './request-filters.ts'

interface FilterBarProps {
  readonly filters: RequestFilters
  readonly onChange: (filters: RequestFilters) => void
}

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const { t } = useTranslation()
  const clients = useClients()
  const providers = useProviders()
  return (
    <>
      <Select
        size="xs"
        w={138}
        clearable
        aria-label={t('requests.columns.outcome')}
        placeholder={t('requests.anyOutcome')}
        data={outcomes.map(value => ({ value, label: t(`outcome.${value}`) }))}
        value={filters.outcome ?? null}
        onChange={value => onChange(withFilter(filters, 'outcome', value as Outcome | null))}
      />
      <Select
        size="xs"
        w={138}
        clearable
        searchable
        aria-label={t('requests.columns.client')}
        placeholder={t('requests.anyClient')}
        data={(clients.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={filters.clientId ?? null}
        onChange={value => onChange(withFilter(filters, 'clientId', value))}
      />
      <Select
        size="xs"
        w={138}
        clearable
        aria-label={t('requests.columns.provider')}
        placeholder={t('requests.anyProvider')}
        data={(providers.data ?? []).map(({ id }) => id)}
        value={filters.providerId ?? null}
        onChange={value => onChange(withFilter(filters, 'providerId', value))}
      />
      <SearchField
        label={t('requests.searchLabel')}
        placeholder={t('requests.search')}
        width={190}
        value={filters.search ?? ''}
        onChange={search => onChange(withFilter(filters, 'search', search))}
      />
    </>
  )
}
