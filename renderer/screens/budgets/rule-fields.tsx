import { Group, NumberInput, Select } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { Choice } from '../../components/choice.tsx'
import { times } from '../../format/formats.ts'
import { zoneNames } from '../../format/zones.ts'
import { type BudgetFields, unitsOf, withKind } from './budget-form.ts'

interface RuleFieldsProps {
  readonly form: UseFormReturnType<BudgetFields>
  /** Disables the fields that identify the budget. The limit can always be changed. */
  readonly disabled: boolean
}

const kinds = ['calendar', 'rolling', 'bucket', 'concurrency'] as const
const windows = ['day', 'week', 'month'] as const
const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

/** The fields for how a budget counts and how much it allows. Only those of the chosen kind are shown. */
export function RuleFields({ form, disabled }: RuleFieldsProps) {
  const { t } = useTranslation()
  const { kind } = form.values
  return (
    <>
      <Choice
        label={t('budgetForm.kind')}
        hint={t(`budgetForm.kindHints.${kind}`)}
        disabled={disabled}
        data={kinds.map(value => ({ value, label: t(`budgetForm.kinds.${value}`) }))}
        value={kind}
        onChange={chosen => {
          form.setValues(withKind(form.values, chosen))
          form.clearErrors()
        }}
      />
      {kind === 'calendar' && <CalendarFields form={form} disabled={disabled} />}
      <Group grow align="start">
        {kind !== 'concurrency' && <UnitField form={form} disabled={disabled} />}
        {kind === 'rolling' && (
          <TypedNumber form={form} name="hours" label={t('budgetForm.hours')} disabled={disabled} />
        )}
        {kind === 'bucket' && (
          <TypedNumber form={form} name="refillPerSecond" label={t('budgetForm.refill')} decimals={3} />
        )}
        <LimitField form={form} isFirst={disabled} />
      </Group>
    </>
  )
}

function CalendarFields({ form, disabled }: RuleFieldsProps) {
  const { t } = useTranslation()
  const { window, zone } = form.values
  return (
    <>
      <Choice
        label={t('budgetForm.window')}
        disabled={disabled}
        data={windows.map(value => ({ value, label: t(`budgetForm.windows.${value}`) }))}
        value={window}
        onChange={value => form.setFieldValue('window', value)}
      />
      <Group grow align="start">
        <Select
          label={t('budgetForm.zone')}
          data={zoneNames(zone)}
          searchable
          limit={100}
          allowDeselect={false}
          disabled={disabled}
          {...form.getInputProps('zone')}
        />
        {window === 'week' && (
          <Select
            label={t('budgetForm.weekStart')}
            data={weekdays.map(day => ({ value: String(day), label: times.weekday(day) }))}
            allowDeselect={false}
            disabled={disabled}
            {...form.getInputProps('weekStart')}
          />
        )}
        {window === 'month' && (
          <TypedNumber form={form} name="monthStart" label={t('budgetForm.monthStart')} disabled={disabled} />
        )}
      </Group>
    </>
  )
}

function UnitField({ form, disabled }: RuleFieldsProps) {
  const { t } = useTranslation()
  return (
    <Choice
      label={t('budgetForm.unit')}
      disabled={disabled}
      data={unitsOf(form.values.kind).map(value => ({ value, label: t(`budgetForm.units.${value}`) }))}
      value={form.values.unit}
      onChange={unit => form.setFieldValue('unit', unit)}
    />
  )
}

interface LimitFieldProps extends Pick<RuleFieldsProps, 'form'> {
  /** True if the fields above cannot be changed, so that this one gets the focus. */
  readonly isFirst: boolean
}

function LimitField({ form, isFirst }: LimitFieldProps) {
  const { t } = useTranslation()
  const { kind, unit } = form.values
  const isMoney = unit === 'usd'
  return (
    <TypedNumber
      form={form}
      name="amount"
      label={t(kind === 'bucket' ? 'budgetForm.bucketLimit' : 'budgetForm.limit')}
      decimals={isMoney ? 9 : 0}
      {...(isMoney ? { prefix: '$' } : {})}
      {...(isFirst ? { 'data-autofocus': true } : {})}
    />
  )
}

interface TypedNumberProps extends Pick<RuleFieldsProps, 'form'> {
  readonly name: 'amount' | 'hours' | 'monthStart' | 'refillPerSecond'
  readonly label: string
  readonly disabled?: boolean
  readonly decimals?: number
  readonly prefix?: string
  readonly 'data-autofocus'?: boolean
}

/** A field for a number. It keeps the digits as they were typed. */
function TypedNumber({ form, name, label, disabled = false, decimals = 0, ...looks }: TypedNumberProps) {
  return (
    <NumberInput
      label={label}
      disabled={disabled}
      hideControls
      allowNegative={false}
      valueIsNumericString
      thousandSeparator=","
      decimalScale={decimals}
      {...looks}
      {...form.getInputProps(name)}
      onChange={value => form.setFieldValue(name, String(value))}
    />
  )
}
