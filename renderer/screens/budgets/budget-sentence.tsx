import { Paper, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../components/use-now.ts'
import type { BudgetFields } from './budget-form.ts'
import { missingFields } from './missing-fields.ts'
import { useBudgetSentence } from './use-budget-sentence.ts'

/** What the budget will do, as it is being typed. */
export function BudgetSentence({ fields }: { readonly fields: BudgetFields }) {
  const { t } = useTranslation()
  const sentence = useBudgetSentence()(fields, useNow())
  const scope = t(`budgetForm.scopeKinds.${fields.scopeKind}`).toLocaleLowerCase()
  return (
    <Paper px="sm" py={10} radius="md" bg="var(--gatehouse-sunken)" withBorder={false} aria-live="polite">
      <Text size="sm" {...(sentence === null ? { c: 'dimmed' } : {})}>
        {sentence ?? t(`budgetForm.sentenceMissing.${missingFields(fields)}`, { scope })}
      </Text>
    </Paper>
  )
}
