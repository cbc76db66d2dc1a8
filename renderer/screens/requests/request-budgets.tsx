import { Anchor, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { TouchedBudget } from '../../../gateway/contract/request-why.ts'
import { useBudgets } from '../../api/queries.ts'
import { placeHash } from '../../components/place-hash.ts'
import { useBudgetWords } from '../budgets/use-budget-words.ts'

/** The budgets that a request had to do with, and what each of them did. */
export function RequestBudgets({ budgets }: { readonly budgets: readonly TouchedBudget[] }) {
  const { t } = useTranslation()
  const words = useBudgetWords()
  const known = useBudgets()
  return (
    <Stack gap={4} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {budgets.map(({ id, name, verdict }) => {
        const budget = known.data?.find(each => each.id === id)
        const isGone = known.data !== undefined && budget === undefined
        return (
          <Group key={id} component="li" gap="0 12px" justify="space-between">
            {budget === undefined ? (
              <Text size="sm">
                {name}
                {isGone && <Text span inherit c="dimmed">{` · ${t('requestBudgets.removed')}`}</Text>}
              </Text>
            ) : (
              <Anchor size="sm" href={placeHash('budgets', id)}>
                {words.name(budget)}
              </Anchor>
            )}
            <Text size="xs" c="dimmed">
              {t(`requestBudgets.verdicts.${verdict}`)}
            </Text>
          </Group>
        )
      })}
    </Stack>
  )
}
