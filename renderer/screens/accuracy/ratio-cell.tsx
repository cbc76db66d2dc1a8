import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ModelAccuracy } from '../../../gateway/contract/accuracy.ts'
import { numbers } from '../../format/formats.ts'

/** Shows the factor by which counts of the nearest encoding are multiplied, and from how many requests it was learned. */
export function RatioCell({ accuracy: { ratio, tokenizer } }: { readonly accuracy: ModelAccuracy }) {
  const { t } = useTranslation()
  const learned = ratio && { mean: numbers.decimal(ratio.mean), spread: numbers.decimal(ratio.spread) }
  if (tokenizer === 'own') {
    const hint = learned ? t('accuracy.ownRatioHint', learned) : t('accuracy.ownHint')
    return (
      <Text span inherit c="dimmed" title={hint}>
        {t('accuracy.own')}
      </Text>
    )
  }
  if (!ratio || !learned) {
    return (
      <Text span inherit c="dimmed" title={t('accuracy.notLearnedHint')}>
        {t('accuracy.notLearned')}
      </Text>
    )
  }
  return (
    <Text span inherit title={t('accuracy.ratioHint', { samples: numbers.count(ratio.samples) })}>
      {t('accuracy.ratio', learned)}
    </Text>
  )
}
