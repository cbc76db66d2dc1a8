import { Code, Stack, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RouteStep, RouteTrace } from '../../../gateway/contract/routes.ts'
import { numbers } from '../../format/formats.ts'
import classes from './request-attempts.module.css'

/** How a request came to its answer: each target in the order in which it was decided on, those that were left out too. */
export function RequestRoute({ trace }: { readonly trace: RouteTrace }) {
  const { t } = useTranslation()
  const { route, stay, steps } = trace
  return (
    <Stack gap={6}>
      {route !== null && <Text size="sm">{t('detail.routeAsked', { route })}</Text>}
      {stay && (
        <Text size="xs" c="dimmed">
          {stay.why}
        </Text>
      )}
      <Table verticalSpacing={5} horizontalSpacing={0}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('detail.routeTarget')}</Table.Th>
            <Table.Th ta="right">{t('detail.routeTime')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {steps.map((step, place) => (
            // A target may be asked twice, and steps never change their places.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <StepRow key={place} step={step} />
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  )
}

function StepRow({ step: { atMs, outcome, reason, target } }: { readonly step: RouteStep }) {
  const { t } = useTranslation()
  const how = atMs === null ? 'leftOut' : outcome === 'answered' ? 'answered' : 'failed'
  return (
    <Table.Tr className={classes.attempt}>
      <Table.Td>
        <Code className={classes.target}>{target}</Code>
        <Text size="xs">
          {t(`routeStep.${how}`)}
          {how !== 'answered' && <Text span inherit c="dimmed">{` · ${outcome}`}</Text>}
        </Text>
        {reason !== '' && (
          <Text size="xs" c="dimmed">
            {reason}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right" className={classes.figure}>
        {atMs === null ? t('common.none') : numbers.duration(atMs)}
      </Table.Td>
    </Table.Tr>
  )
}
