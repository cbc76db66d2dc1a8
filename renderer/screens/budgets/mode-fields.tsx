import { Group, Switch } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { BudgetFields } from './budget-form.ts'
import { Choice } from './choice.tsx'

interface ModeFieldsProps {
  readonly form: UseFormReturnType<BudgetFields>
  /** Those to choose from. */
  readonly modes: readonly BudgetFields['mode'][]
}

/** What happens where nothing is left. A request is one request: it can neither be held larger nor cut. */
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
