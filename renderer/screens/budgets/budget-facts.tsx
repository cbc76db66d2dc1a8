import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { FactList } from '../../components/fact-list.tsx'
import { useBudgetTexts } from './use-budget-texts.ts'
import { useBudgetWords } from './use-budget-words.ts'

/** A budget that is about to be changed: what stays, and how it stands. */
export function BudgetFacts({ budget }: { readonly budget: BudgetView }) {
  const { t } = useTranslation()
  const words = useBudgetWords()
  const { settled, held, limit, left, resets } = useBudgetTexts()(budget)
  const taken = [settled?.text, held?.text].filter(text => text !== undefined).join(' · ')
  return (
    <Stack gap={8}>
      <FactList
        facts={[
          { label: t('budgetForm.facts.budget'), value: words.name(budget) },
          { label: t('budgetForm.facts.now'), value: `${taken}, ${limit.text}, ${left.text}` },
          { label: t('budgetForm.facts.window'), value: resets },
        ]}
      />
      <Text size="xs" c="dimmed">
        {t(budget.mode === 'shadow' ? 'budgetForm.fixedShadow' : 'budgetForm.fixed')}
      </Text>
    </Stack>
  )
}
