import { Button, Group, Select } from '@mantine/core'
import { type ReactNode, useState } from 'react'
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
  readonly state: RequestListState
  readonly change: ChangeAddress<typeof requestAddress>
}

/** What narrows the list. What is seldom asked for is folded away until it is used, and offered only where there is any. */
export function FilterBar({ state, change }: FilterBarProps) {
  const { t } = useTranslation()
  const [showsAll, setShowsAll] = useState(false)
  const names = useRequestNames().data
  const providers = useProviders().data ?? []
  const budgets = useBudgets().data ?? []
  const words = useBudgetWords()
  const providerIds = [...new Set([...providers.map(({ id }) => id), ...(names?.providerIds ?? [])])]
  const lists: Readonly<Record<ListName, readonly FilterOption<string>[]>> = {
    model: plain(names?.models),
    client: (names?.clients ?? []).map(({ id, name }) => ({ value: id, label: name })),
    provider: plain(providerIds),
    error: plain(names?.errorCodes),
    budget: budgets.map(budget => ({ value: budget.id, label: words.name(budget) })),
    team: orNone(names?.teamIds, t('overview.without.team')),
    person: orNone(names?.personIds, t('overview.without.person')),
    project: orNone(names?.projects, t('overview.without.project')),
  }
  const isUsed = (name: ListName | 'kind'): boolean => state[name].length > 0
  const menuOf = (name: ListName): ReactNode => (
    <FilterMenu
      key={name}
      label={t(`requestList.names.${name}`)}
      options={lists[name]}
      values={state[name]}
      onChange={values => change({ [name]: values })}
    />
  )
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
      {commonLists.map(menuOf)}
      <SearchField
        label={t('requests.searchLabel')}
        placeholder={t('requests.search')}
        width={184}
        value={state.search}
        onChange={search => change({ search }, 'replace')}
      />
      {(showsAll || isUsed('kind')) && (
        <FilterMenu
          label={t('requestList.kind')}
          options={requestKinds.map(value => ({ value, label: t(`requestList.kinds.${value}`) }))}
          values={state.kind}
          onChange={kind => change({ kind })}
        />
      )}
      {foldedLists.filter(name => isUsed(name) || (showsAll && lists[name].length > 0)).map(menuOf)}
      <Button
        size="xs"
        variant="subtle"
        color="gray"
        aria-expanded={showsAll}
        onClick={() => setShowsAll(!showsAll)}
      >
        {t(showsAll ? 'requestList.fewer' : 'requestList.more')}
      </Button>
      {hasFilters(state) && (
        <Button size="xs" variant="subtle" color="gray" onClick={() => change(noFilters)}>
          {t('requestList.clear')}
        </Button>
      )}
    </Group>
  )
}

const commonLists = ['model', 'client', 'provider'] as const
const foldedLists = ['error', 'budget', 'team', 'person', 'project'] as const
type ListName = (typeof commonLists)[number] | (typeof foldedLists)[number]

function plain(names: readonly string[] = []): readonly FilterOption<string>[] {
  return names.map(name => ({ value: name, label: name }))
}

/** Whoever has none can be chosen too, where there is anybody who has one. */
function orNone(names: readonly string[] = [], none: string): readonly FilterOption<string>[] {
  return names.length === 0 ? [] : [...plain(names), { value: withoutName, label: none }]
}
