import { EmptyState, Group, Paper, Select, SimpleGrid, Title } from '@mantine/core'
import { IconTarget } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ThresholdReport } from '../../../gateway/contract/answer-cache.ts'
import { FigureTile } from '../../components/figure-tile.tsx'
import { numbers } from '../../format/formats.ts'
import { ThresholdCurve } from './threshold-curve.tsx'

/** As a threshold: no question in other words gets a stored answer. */
const onlyExact = 1

/** How often questions in other words got a wrong answer, and what another threshold would have done. */
export function ThresholdsCard({ reports }: { readonly reports: readonly ThresholdReport[] }) {
  const { t } = useTranslation()
  const [group, setGroup] = useState<string | null>(null)
  const report = reports.find(each => each.group === group) ?? reports[0]
  return (
    <Paper p="md" component="section" aria-label={t('cache.thresholds')}>
      <Group justify="space-between" mb="sm" gap="sm">
        <Title order={2}>{t('cache.thresholds')}</Title>
        {reports.length > 1 && report && (
          <Select
            size="xs"
            aria-label={t('cache.group')}
            allowDeselect={false}
            data={reports.map(each => ({
              value: each.group,
              label: each.group === 'all' ? t('cache.groupAll') : each.group,
            }))}
            value={report.group}
            onChange={setGroup}
          />
        )}
      </Group>
      {report === undefined || report.judged === 0 ? (
        <EmptyState
          py="lg"
          icon={<IconTarget stroke={1.5} />}
          title={t('cache.noThresholds')}
          description={t('cache.noThresholdsHint', { threshold: numbers.decimal(report?.inForce ?? 0.95) })}
        />
      ) : (
        <>
          <ThresholdFigures report={report} />
          <ThresholdCurve report={report} />
        </>
      )}
    </Paper>
  )
}

function ThresholdFigures({ report }: { readonly report: ThresholdReport }) {
  const { t } = useTranslation()
  const { bound, estimate, falseHits, inForce, judged, undecided, wantedFalseHitRate } = report
  const wanted = t('cache.wanted', { wanted: numbers.smallPercent(wantedFalseHitRate * 100) })
  return (
    <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md" mb="md">
      <FigureTile
        label={`${t('cache.estimate')} · ${wanted}`}
        foot={
          bound === null
            ? t('cache.estimateUnknown')
            : t('cache.bound', { bound: numbers.smallPercent(bound * 100) })
        }
      >
        {estimate === null ? t('common.unknown') : numbers.smallPercent(estimate * 100)}
      </FigureTile>
      <FigureTile
        label={t('cache.judged')}
        foot={t('cache.judgedFoot', {
          undecided: numbers.count(undecided),
          falseHits: numbers.count(falseHits),
        })}
      >
        {numbers.count(judged)}
      </FigureTile>
      <FigureTile
        label={t('cache.inForce')}
        foot={t(inForce >= onlyExact ? 'cache.onlyExactFoot' : 'cache.inForceFoot')}
      >
        {inForce >= onlyExact ? t('cache.onlyExact') : numbers.decimal(inForce)}
      </FigureTile>
    </SimpleGrid>
  )
}
