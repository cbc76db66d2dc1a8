import {
  Alert,
  Badge,
  Box,
  MultiSelect,
  Select,
  SimpleGrid,
  Skeleton,
  Stack,
  Table,
  Text,
} from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ExplainView,
  type PlannedTargetView,
  type RequestNeed,
  requestNeeds,
} from '../../../gateway/contract/routes.ts'
import { useClients, useExplanation } from '../../api/queries.ts'
import { DigitsField } from '../../components/digits-field.tsx'
import { LoadFailed } from '../../components/load-failed.tsx'
import { Money } from '../../components/money.tsx'
import { numbers } from '../../format/formats.ts'
import classes from './routes.module.css'

const typingMs = 300
const mostTokens = 100_000_000

/** Shows which targets a request would be sent to, in which order and why, and what becomes of the others. */
export function ExplainPanel({ name }: { readonly name: string }) {
  const { t } = useTranslation()
  const [inputTokens, setInputTokens] = useState('1000')
  const [needs, setNeeds] = useState<readonly RequestNeed[]>([])
  const [client, setClient] = useState<string | null>(null)
  const clients = useClients().data ?? []
  const [tokens] = useDebouncedValue(Math.min(mostTokens, Number(inputTokens) || 0), typingMs)
  const explanation = useExplanation({
    name,
    inputTokens: tokens,
    ...(needs.length > 0 && { needs }),
    ...(client !== null && { client }),
  })
  return (
    <Box component="section" aria-label={t('explain.of', { name })} mt="md">
      <SimpleGrid cols={3} spacing="sm" mb="sm">
        <DigitsField label={t('explain.inputTokens')} value={inputTokens} onChange={setInputTokens} />
        <MultiSelect
          label={t('explain.needs')}
          data={requestNeeds.map(need => ({ value: need, label: t(`routeForm.needs.${need}`) }))}
          value={[...needs]}
          onChange={chosen => setNeeds(chosen as RequestNeed[])}
        />
        <Select
          label={t('explain.client')}
          placeholder={t('explain.anyClient')}
          clearable
          data={[...new Set(clients.filter(each => each.revokedAtMs === null).map(each => each.name))]}
          value={client}
          onChange={setClient}
        />
      </SimpleGrid>
      {explanation.isPending && <Skeleton h={80} radius="md" />}
      {explanation.isError && (
        <LoadFailed error={explanation.error} onRetry={() => void explanation.refetch()} />
      )}
      {explanation.data && <Explanation view={explanation.data} />}
    </Box>
  )
}

function Explanation({ view }: { readonly view: ExplainView }) {
  const { t } = useTranslation()
  const { targets, sticky, noRoute } = view
  const planned = targets.filter(({ skipped }) => skipped === undefined)
  const skipped = targets.filter(target => target.skipped !== undefined)
  return (
    <Stack gap="sm">
      {noRoute !== null && (
        <Alert color="amber" icon={<IconAlertTriangle size={18} />} title={t('explain.noRoute')}>
          {noRoute}
        </Alert>
      )}
      {planned.length > 0 && <PlannedTable targets={planned} />}
      {sticky !== null && (
        <Text size="sm">
          {t(sticky.stays ? 'explain.stays' : 'explain.leaves', { target: sticky.target })} {sticky.why}{' '}
          {sticky.leavingCostsNanoUsd !== null && (
            <>
              {t('explain.leavingCosts')} <Money amount={sticky.leavingCostsNanoUsd} />
            </>
          )}
        </Text>
      )}
      {skipped.length > 0 && <SkippedList targets={skipped} />}
      <Text size="xs" c="dimmed">
        {t('explain.nothingSent', { tokens: numbers.count(view.inputTokens) })}
      </Text>
    </Stack>
  )
}

interface TargetsProps {
  readonly targets: readonly PlannedTargetView[]
}

function PlannedTable({ targets }: TargetsProps) {
  const { t } = useTranslation()
  return (
    <Table verticalSpacing={5}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('explain.target')}</Table.Th>
          <Table.Th>{t('explain.why')}</Table.Th>
          <Table.Th ta="right">{t('explain.cost')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {targets.map(({ target, why, estimatedCostNanoUsd }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a target may be listed twice
          <Table.Tr key={index}>
            <Table.Td ff="monospace" className={classes.planned}>
              {index + 1}. {target}
            </Table.Td>
            <Table.Td c="dimmed">{why}</Table.Td>
            <Table.Td ta="right">
              <Money amount={estimatedCostNanoUsd} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function SkippedList({ targets }: TargetsProps) {
  const { t } = useTranslation()
  return (
    <div>
      <Text size="xs" c="dimmed">
        {t('explain.skipped')}
      </Text>
      <ul className={classes.steps}>
        {targets.map(({ target, skipped }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a target may be listed twice
          <li key={index} className={classes.step}>
            <Text size="sm" ff="monospace" className={classes.planned}>
              {target}
            </Text>
            {skipped && <Badge color="amber">{t(`explain.reasons.${skipped.reason}`)}</Badge>}
            <Text size="xs" c="dimmed">
              {skipped?.text}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  )
}
