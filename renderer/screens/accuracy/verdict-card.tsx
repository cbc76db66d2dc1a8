import { Group, Paper, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ModelAccuracy } from '../../../gateway/contract/accuracy.ts'
import { numbers } from '../../format/formats.ts'
import { type AccuracyVerdict, accuracyVerdict, leastJudged } from './accuracy-verdict.ts'

const looks = {
  few: { Icon: IconInfoCircle, color: 'var(--mantine-color-dimmed)' },
  close: { Icon: IconCircleCheck, color: 'var(--mantine-color-verdigris-light-color)' },
  fair: { Icon: IconInfoCircle, color: 'var(--mantine-color-amber-light-color)' },
  off: { Icon: IconAlertTriangle, color: 'var(--mantine-color-red-light-color)' },
} as const satisfies Record<AccuracyVerdict['level'], object>

/** What the rest of the screen comes to. */
export function VerdictCard({ models }: { readonly models: readonly ModelAccuracy[] }) {
  const { t } = useTranslation()
  const verdict = accuracyVerdict({ models })
  if (verdict === null) return null
  const { level, inputErrorPercent, requests, exceeded } = verdict
  const { Icon, color } = looks[level]
  const input =
    inputErrorPercent === null
      ? t('accuracy.verdict.inputUnknown')
      : t('accuracy.verdict.input', { error: numbers.percent(inputErrorPercent) })
  const answers = t(exceeded === 0 ? 'accuracy.verdict.allFitted' : 'accuracy.verdict.exceeded', {
    exceeded: numbers.count(exceeded),
    requests: numbers.count(requests),
    count: requests,
  })
  return (
    <Paper px="md" py="sm">
      <Group gap={12} wrap="nowrap" align="flex-start">
        <Icon size={20} color={color} style={{ flexShrink: 0, marginTop: 1 }} aria-hidden />
        <Text size="md">
          <Text span inherit fw={600}>
            {t(`accuracy.verdict.${level}`, {
              requests: numbers.count(requests),
              least: numbers.count(leastJudged),
            })}
          </Text>{' '}
          {input} {answers}
        </Text>
      </Group>
    </Paper>
  )
}
