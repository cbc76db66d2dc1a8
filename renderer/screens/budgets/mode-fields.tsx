import { Group, Switch } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { Choice } from '../../components/choice.tsx'
import type { BudgetFields } from './budget-form.ts'

interface ModeFieldsProps {
  readonly form: UseFormReturnType<BudgetFields>
  /** The modes to choose from. */
  readonly modes: readonly BudgetFields['mode'][]
}

/**
 * The fields for what happens if nothing is left. A budget that counts requests has no strict and no cut, because a request
 * always counts as one.
 */
export function ModeFields({ form, modes }: ModeFieldsProps) {
  const { t } = useTranslation()
  const { mode, unit } = form.values
  return (
    <>
      <Choice
        label={t('budgetForm.mode')}
        hint={t(`budgetForm.modeHints.${mode}`)}
        data={modes.map(value => ({ value, label: t(`budgetForm.modes.${value}`) }))}
        value={mode}
        onChange={value => form.setFieldValue('mode', value)}
      />
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
    </>
  )
}
