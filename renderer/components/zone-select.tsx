import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useBudgets } from '../api/queries.ts'
import { shownZone } from '../format/formats.ts'
import { localZone } from '../format/times.ts'

/** Chooses the time zone of all screens: this machine's, UTC, or one that a budget counts its days in. */
export function ZoneSelect() {
  const { t } = useTranslation()
  const budgets = useBudgets()
  const local = localZone()
  const chosen = shownZone.choice()
  const ofBudgets = (budgets.data ?? []).flatMap(({ rule }) => (rule.kind === 'calendar' ? [rule.zone] : []))
  const others = new Set(['UTC', ...ofBudgets, chosen])
  others.delete('local')
  others.delete(local)
  const data = [
    { value: 'local', label: t('zone.local', { zone: local }) },
    ...[...others].sort().map(zone => ({ value: zone, label: zone })),
  ]
  return (
    <Select
      size="xs"
      w={172}
      aria-label={t('zone.label')}
      title={t('zone.hint')}
      allowDeselect={false}
      data={data}
      value={chosen === local ? 'local' : chosen}
      onChange={zone => zone !== null && shownZone.choose(zone)}
      comboboxProps={{ width: 'max-content', position: 'bottom-end' }}
    />
  )
}
