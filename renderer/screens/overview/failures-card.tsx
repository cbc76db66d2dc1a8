import { Anchor, Group, Paper, Progress, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FailureKind, Spend } from '../../../gateway/contract/spend.ts'
import { numbers } from '../../format/formats.ts'
import classes from './legend.module.css'
import { countedHash, failureFilter } from './requests-link.ts'

/** What a person may have wanted is amber, what is a fault of a program or a provider is red. */
const colors: Readonly<Record<FailureKind, string>> = {
  budget: 'var(--mantine-color-amber-5)',
  'no-price': 'var(--mantine-color-amber-3)',
  'unknown-model': 'var(--mantine-color-slate-4)',
  refused: 'var(--mantine-color-slate-6)',
  provider: 'var(--mantine-color-red-6)',
  'broken-off': 'var(--mantine-color-red-4)',
  left: 'var(--mantine-color-gray-5)',
}

/** Why requests failed, with the share of each reason. Nothing is shown where none did. */
export function FailuresCard({ spend: { failures, summary, fromMs } }: { readonly spend: Spend }) {
  const { t } = useTranslation()
  const total = summary.failedRequests
  if (total === 0) return null
  const share = (requests: number) => (100 * requests) / total
  return (
    <Paper p="md" component="section" aria-label={t('failures.title')}>
      <Group gap="xs" align="baseline" mb={10}>
        <Title order={2}>{t('failures.title')}</Title>
        <Text size="xs" c="dimmed">
          {t('failures.hint', {
            failed: numbers.count(total),
            requests: numbers.count(summary.requests),
          })}
        </Text>
      </Group>
      <Progress.Root size={8} radius="sm" aria-hidden mb={10}>
        {failures.map(({ kind, requests }) => (
          <Progress.Section key={kind} value={share(requests)} color={colors[kind]} />
        ))}
      </Progress.Root>
      <ul className={classes.legend}>
        {failures.map(({ kind, requests, errorCodes }) => (
          <li key={kind}>
            <Anchor
              size="sm"
              className={classes.entry}
              href={countedHash({ from: fromMs, ...failureFilter({ kind, requests, errorCodes }) })}
              title={t(`failures.hints.${kind}`)}
            >
              <span className={classes.swatch} style={{ background: colors[kind] }} aria-hidden />
              {t(`failures.kinds.${kind}`)}
              <span className={classes.value}>
                {numbers.count(requests)} · {numbers.percent(share(requests))}
              </span>
            </Anchor>
          </li>
        ))}
      </ul>
    </Paper>
  )
}
