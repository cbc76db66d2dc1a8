import { Box, Button, Group, Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { requestKinds, withoutName } from '../../../gateway/contract/request-list.ts'
import { useBudgets, useProviders } from '../../api/queries.ts'
import { useRequestNames } from '../../api/request-queries.ts'
import { FilterMenu, type FilterOption } from '../../components/filter-menu.tsx'
import { SearchField } from '../../components/search-field.tsx'
import type { ChangeAddress } from '../../components/use-address-state.ts'
import { useBudgetWords } from '../budgets/use-budget-words.ts'
import { CustomRange } from './custom-range.tsx'
import {
  hasFilters,
  noFilters,
  outcomeChoices,
  type RequestListState,
  type requestAddress,
  timeRanges,
} from './request-filters.ts'

interface FilterBarProps {
  /** What can be done with what is filtered, at the end of the line. */
  readonly children: ReactNode
  readonly state: RequestListState
  readonly change: ChangeAddress<typeof requestAddress>
}

/** What narrows the list. Errors, budgets, teams, persons and projects are only offered where there are any. */
export function FilterBar({ state, change, children }: FilterBarProps) {
  const { t } = useTranslation()
  const names = useRequestNames().data
  const providers = useProviders().data ?? []
  const budgets = useBudgets().data ?? []
  const words = useBudgetWords()
  const providerIds = [...new Set([...providers.map(({ id }) => id), ...(names?.providerIds ?? [])])]
  const lists: readonly (readonly [ListName, readonly FilterOption<string>[], boolean])[] = [
    ['error', plain(names?.errorCodes), false],
    ['budget', budgets.map(budget => ({ value: budget.id, label: words.name(budget) })), false],
    ['model', plain(names?.models), true],
    ['client', (names?.clients ?? []).map(({ id, name }) => ({ value: id, label: name })), true],
    ['provider', plain(providerIds), true],
    ['team', orNone(names?.teamIds, t('overview.without.team')), false],
    ['person', orNone(names?.personIds, t('overview.without.person')), false],
    ['project', orNone(names?.projects, t('overview.without.project')), false],
  ]
  return (
    <Group gap={8} role="search" aria-label={t('requestList.filters')}>
      <Select
        size="xs"
        w={122}
        allowDeselect={false}
        aria-label={t('requestList.range')}
        data={timeRanges.map(value => ({ value, label: t(`requestList.ranges.${value}`) }))}
        value={state.range}
        onChange={range => range !== null && change({ range })}
      />
      {state.range === 'custom' && <CustomRange state={state} change={change} />}
      <FilterMenu
        label={t('requests.columns.outcome')}
        options={outcomeChoices.map(value => ({
          value,
          label: value === 'failures' ? t('requestList.failures') : t(`outcome.${value}`),
        }))}
        values={state.outcome}
        onChange={outcome => change({ outcome })}
      />
      <FilterMenu
        label={t('requestList.kind')}
        options={requestKinds.map(value => ({ value, label: t(`requestList.kinds.${value}`) }))}
        values={state.kind}
        onChange={kind => change({ kind })}
      />
      {lists
        .filter(([name, options, isAlways]) => isAlways || options.length > 0 || state[name].length > 0)
        .map(([name, options]) => (
          <FilterMenu
            key={name}
            label={t(`requestList.names.${name}`)}
            options={options}
            values={state[name]}
            onChange={values => change({ [name]: values })}
          />
        ))}
      <SearchField
        label={t('requests.searchLabel')}
        placeholder={t('requests.search')}
        width={184}
        value={state.search}
        onChange={search => change({ search }, 'replace')}
      />
      {hasFilters(state) && (
        <Button size="xs" variant="subtle" color="gray" onClick={() => change(noFilters)}>
          {t('requestList.clear')}
        </Button>
      )}
      <Box ml="auto">{children}</Box>
    </Group>
  )
}

type ListName = 'error' | 'budget' | 'model' | 'client' | 'provider' | 'team' | 'person' | 'project'

function plain(names: readonly string[] = []): readonly FilterOption<string>[] {
  return names.map(name => ({ value: name, label: name }))
}

/** Whoever has none can be chosen too, where there is anybody who has one. */
function orNone(names: readonly string[] = [], none: string): readonly FilterOption<string>[] {
  return names.length === 0 ? [] : [...plain(names), { value: withoutName, label: none }]
}
