import { Button, Collapse, Group, Select, Stack, Switch } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Choice } from '../../components/choice.tsx'
import { times } from '../../format/formats.ts'
import { zoneNames } from '../../format/zones.ts'
import { type BudgetFields, kinds, unitsOf, withKind } from './budget-form.ts'
import { TypedNumber } from './limit-fields.tsx'

interface FieldsProps {
  readonly form: UseFormReturnType<BudgetFields>
}

interface AdvancedFieldsProps extends FieldsProps {
  /** False if the budget is there already: how it counts identifies it. */
  readonly isNew: boolean
  readonly isOpen: boolean
  readonly onToggle: () => void
}

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

/** What most budgets leave as it is, folded. */
export function AdvancedFields({ form, isNew, isOpen, onToggle }: AdvancedFieldsProps) {
  const { t } = useTranslation()
  const id = useId()
  const { unit } = form.values
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  // Of a limit of requests that is there already, nothing of this can be changed.
  if (!isNew && unit === 'requests') return null
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<Chevron size={15} />}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={onToggle}
      >
        {t('budgetForm.advanced')}
      </Button>
      <Collapse expanded={isOpen} id={id}>
        <Stack gap="md" pt="sm">
          {isNew && <RuleFields form={form} />}
          {unit !== 'requests' && (
            <Group grow align="start">
              <Switch
                label={t('budgetForm.strict')}
                description={t('budgetForm.strictHint')}
                {...form.getInputProps('strict', { type: 'checkbox' })}
              />
              <Switch
                label={t('budgetForm.cut')}
                description={t('budgetForm.cutHint')}
                {...form.getInputProps('cuts', { type: 'checkbox' })}
              />
            </Group>
          )}
        </Stack>
      </Collapse>
    </div>
  )
}

/** How the budget counts. Only the fields of the chosen kind are shown. */
function RuleFields({ form }: FieldsProps) {
  const { t } = useTranslation()
  const { kind, unit } = form.values
  return (
    <>
      <Choice
        label={t('budgetForm.kind')}
        hint={t(`budgetForm.kindHints.${kind}`)}
        data={kinds.map(value => ({ value, label: t(`budgetForm.kinds.${value}`) }))}
        value={kind}
        onChange={chosen => {
          form.setValues(withKind(form.values, chosen))
          form.clearErrors()
        }}
      />
      {kind !== 'concurrency' && (
        <Choice
          label={t('budgetForm.unit')}
          data={unitsOf(kind).map(value => ({ value, label: t(`budgetForm.units.${value}`) }))}
          value={unit}
          onChange={chosen => form.setValues({ unit: chosen, amount: '' })}
        />
      )}
      {kind === 'calendar' && <CalendarFields form={form} />}
    </>
  )
}

function CalendarFields({ form }: FieldsProps) {
  const { t } = useTranslation()
  const { window, zone } = form.values
  return (
    <Group grow align="start">
      <Select
        label={t('budgetForm.zone')}
        data={zoneNames(zone)}
        searchable
        limit={100}
        allowDeselect={false}
        {...form.getInputProps('zone')}
      />
      {window === 'week' && (
        <Select
          label={t('budgetForm.weekStart')}
          data={weekdays.map(day => ({ value: String(day), label: times.weekday(day) }))}
          allowDeselect={false}
          {...form.getInputProps('weekStart')}
        />
      )}
      {window === 'month' && <TypedNumber form={form} name="monthStart" label={t('budgetForm.monthStart')} />}
    </Group>
  )
}
