import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { Choice } from '../../components/choice.tsx'
import type { BudgetFields } from './budget-form.ts'

interface ModeFieldsProps {
  readonly form: UseFormReturnType<BudgetFields>
  /** The modes to choose from. */
  readonly modes: readonly BudgetFields['mode'][]
}

/** What happens when nothing is left. A budget that can only be one thing is not asked. */
export function ModeFields({ form, modes }: ModeFieldsProps) {
  const { t } = useTranslation()
  const { mode } = form.values
  if (modes.length < 2) return null
  return (
    <Choice
      label={t('budgetForm.mode')}
      hint={t(`budgetForm.modeHints.${mode}`)}
      data={modes.map(value => ({ value, label: t(`budgetForm.modes.${value}`) }))}
      value={mode}
      onChange={value => form.setFieldValue('mode', value)}
    />
  )
}
