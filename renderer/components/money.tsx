import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { NanoUsdText } from '../../gateway/contract/admin.ts'
import type { Certainty } from '../../gateway/contract/chat.ts'
import { money } from '../format/formats.ts'

interface MoneyProps {
  /** Null: unknown, which is never shown as zero. */
  readonly amount: NanoUsdText | null
  readonly certainty?: Certainty
}

/** An amount short enough to read; the exact one, and how sure it is, on hover. */
export function Money({ amount, certainty = 'exact' }: MoneyProps) {
  const { t } = useTranslation()
  if (amount === null) {
    return (
      <Text span inherit c="dimmed" fs="italic" title={t('common.unknownCost')}>
        {t('common.unknown')}
      </Text>
    )
  }
  const exact = money.exact(amount)
  const isEstimated = certainty === 'estimated'
  return (
    <Text span inherit title={isEstimated ? t('common.estimatedCost', { amount: exact }) : exact}>
      {isEstimated ? '~' : ''}
      {money.short(amount)}
    </Text>
  )
}
