import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { NanoUsdText } from '../../gateway/contract/admin.ts'
import type { Certainty } from '../../gateway/contract/chat.ts'
import { money } from '../format/formats.ts'

interface MoneyProps {
  /** Null if unknown. An unknown amount is never shown as zero. */
  readonly amount: NanoUsdText | null
  readonly certainty?: Certainty
  /** The sandbox's. Said on hover. */
  readonly isPretended?: boolean
}

/** A rounded amount. On hover it shows the exact amount, and whether it is estimated. */
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

/** An amount in a column of others, with as many decimals as they have, so that they can be compared by eye. */
export function ColumnMoney({ amount, certainty = 'exact', isPretended = false }: MoneyProps) {
  const { t } = useTranslation()
  if (amount === null) return <Money amount={null} />
  const exact = money.exact(amount)
  const shown = money.column(amount)
  const isEstimated = certainty === 'estimated'
  const known = isEstimated ? t('common.estimatedCost', { amount: exact }) : exact
  return (
    <span title={isPretended ? t('common.pretendedCost', { amount: known }) : known}>
      {isEstimated && !shown.startsWith('<') ? '~' : ''}
      {shown}
    </span>
  )
}
