import { Group, NumberInput, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { Choice } from '../../components/choice.tsx'
import { type BudgetFields, windows } from './budget-form.ts'

interface LimitFieldsProps {
  readonly form: UseFormReturnType<BudgetFields>
  /** False if the budget is there already: its window identifies it. */
  readonly isNew: boolean
}

/** How much is allowed, and in which time. */
export function LimitFields({ form, isNew }: LimitFieldsProps) {
  const { t } = useTranslation()
  const { kind, unit, window } = form.values
  const isMoney = unit === 'usd'
  return (
    <Group grow align="start">
      <TypedNumber
        form={form}
        name="amount"
        label={t(kind === 'bucket' ? 'budgetForm.bucketLimit' : 'budgetForm.limit')}
        decimals={isMoney ? 9 : 0}
        {...(isMoney ? { sign: '$' } : { word: t(`budgetForm.unitWords.${unit}`) })}
        data-autofocus
      />
      {isNew && kind === 'calendar' && (
        <Choice
          label={t('budgetForm.window')}
          data={windows.map(value => ({ value, label: t(`budgetForm.windows.${value}`) }))}
          value={window}
          onChange={value => form.setFieldValue('window', value)}
        />
      )}
      {isNew && kind === 'rolling' && <TypedNumber form={form} name="hours" label={t('budgetForm.hours')} />}
      {kind === 'bucket' && (
        <TypedNumber form={form} name="refillPerSecond" label={t('budgetForm.refill')} decimals={3} />
      )}
    </Group>
  )
}

interface TypedNumberProps extends Pick<LimitFieldsProps, 'form'> {
  readonly name: 'amount' | 'hours' | 'monthStart' | 'refillPerSecond'
  readonly label: string
  readonly decimals?: number
  /** Stands in front of the number, also before anything is typed. */
  readonly sign?: string
  /** Stands behind it. */
  readonly word?: string
  readonly 'data-autofocus'?: boolean
}

/** A field for a number. It keeps the digits as they were typed. */
export function TypedNumber({ form, name, label, decimals = 0, sign, word, ...looks }: TypedNumberProps) {
  return (
    <NumberInput
      label={label}
      hideControls
      allowNegative={false}
      valueIsNumericString
      thousandSeparator=","
      decimalScale={decimals}
      {...(sign === undefined ? {} : { leftSection: <Text size="sm">{sign}</Text>, leftSectionWidth: 26 })}
      {...(word === undefined
        ? {}
        : {
            rightSection: (
              <Text size="sm" c="dimmed">
                {word}
              </Text>
            ),
            rightSectionWidth: 78,
          })}
      {...looks}
      {...form.getInputProps(name)}
      onChange={value => form.setFieldValue(name, String(value))}
    />
  )
}
