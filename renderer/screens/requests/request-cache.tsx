import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CacheTrace } from '../../../gateway/contract/answer-cache.ts'
import { FactList } from '../../components/fact-list.tsx'
import { Money } from '../../components/money.tsx'
import { numbers } from '../../format/formats.ts'

/** What the cache did for a request, and why. */
export function RequestCache({ trace }: { readonly trace: CacheTrace }) {
  const { t } = useTranslation()
  const { outcome, reason, wouldBe, similarity, ageMs, guard, savedNanoUsd, savedMs } = trace
  return (
    <Stack gap={6}>
      <Text size="sm">{t(`requestCache.outcomes.${outcome}`)}</Text>
      {reason !== '' && (
        <Text size="xs" c="dimmed">
          {reason}
        </Text>
      )}
      <FactList
        facts={[
          {
            label: t('requestCache.wouldBe'),
            value: wouldBe === undefined ? null : t(`requestCache.wouldHaveBeen.${wouldBe}`),
          },
          {
            label: t('requestCache.similarity'),
            value: similarity === undefined ? null : similarity.toFixed(3),
          },
          { label: t('requestCache.age'), value: ageMs === undefined ? null : numbers.duration(ageMs) },
          {
            label: t('requestCache.guard'),
            value:
              guard === undefined
                ? null
                : guard.agrees
                  ? t('requestCache.agrees')
                  : t('requestCache.refuses', { rule: guard.rule, reason: guard.reason }),
          },
          {
            label: t('requestCache.saved'),
            value: savedNanoUsd === undefined ? null : <Money amount={savedNanoUsd} />,
          },
          {
            label: t('requestCache.savedTime'),
            value: savedMs === undefined ? null : numbers.duration(savedMs),
          },
        ]}
      />
    </Stack>
  )
}
