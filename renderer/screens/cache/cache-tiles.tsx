import { SimpleGrid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CacheDay } from '../../../gateway/contract/answer-cache.ts'
import { FigureTile } from '../../components/figure-tile.tsx'
import { Money } from '../../components/money.tsx'
import { numbers } from '../../format/formats.ts'
import { cacheSums, percentOf } from './cache-sums.ts'

/** The sums of all days that are shown. A rate is only shown of something: before the first look-up there is none. */
export function CacheTiles({ days }: { readonly days: readonly CacheDay[] }) {
  const { t } = useTranslation()
  const { hits, lookups, savedMs, savedNanoUsd, wouldBeHits } = cacheSums(days)
  const rate = (part: number) => {
    const percent = percentOf(part, lookups)
    return percent === null ? t('common.none') : numbers.percent(percent)
  }
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
      <FigureTile
        label={t('cache.hitRate')}
        foot={
          lookups === 0
            ? t('cache.nothingLookedUp')
            : t('cache.hitRateFoot', { hits: numbers.compact(hits), lookups: numbers.compact(lookups) })
        }
      >
        {rate(hits)}
      </FigureTile>
      <FigureTile
        label={t('cache.wouldBeRate')}
        foot={t('cache.wouldBeFoot', { hits: numbers.compact(wouldBeHits) })}
      >
        {rate(wouldBeHits)}
      </FigureTile>
      <FigureTile label={t('cache.savedMoney')} foot={t('cache.savedMoneyFoot')}>
        <Money amount={savedNanoUsd} />
      </FigureTile>
      <FigureTile label={t('cache.savedTime')} foot={t('cache.savedTimeFoot')}>
        {numbers.duration(savedMs)}
      </FigureTile>
    </SimpleGrid>
  )
}
