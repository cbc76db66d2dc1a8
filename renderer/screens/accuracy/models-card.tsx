import { Group, Paper, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ModelAccuracy } from '../../../gateway/contract/accuracy.ts'
import { Money } from '../../components/money.tsx'
import { numbers } from '../../format/formats.ts'
import { RatioCell } from './ratio-cell.tsx'

const numberColumns = [
  'inputError',
  'percentiles',
  'ratio',
  'output',
  'unused',
  'exceeded',
  'held',
  'settled',
] as const

/** What a narrow window leaves out, so that the names of the other columns are whole. The verdict says what was exceeded. */
const wide = { visibleFrom: 'md' } as const
const wideColumns: ReadonlySet<string> = new Set(['percentiles', 'ratio', 'exceeded'])

export function ModelsCard({ models }: { readonly models: readonly ModelAccuracy[] }) {
  const { t } = useTranslation()
  return (
    <Paper p="md">
      <Group gap="xs" align="baseline" mb={6}>
        <Title order={2}>{t('accuracy.models')}</Title>
        <Text size="xs" c="dimmed">
          {t('accuracy.modelsHint')}
        </Text>
      </Group>
      <Table.ScrollContainer
        minWidth={640}
        scrollAreaProps={{ type: 'auto', viewportProps: { tabIndex: 0 } }}
      >
        <Table style={{ whiteSpace: 'nowrap' }}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('accuracy.columns.model')}</Table.Th>
              <Table.Th ta="right">{t('accuracy.columns.requests')}</Table.Th>
              {numberColumns.map(column => (
                <Table.Th
                  key={column}
                  ta="right"
                  {...(wideColumns.has(column) && wide)}
                  title={t(`accuracy.columnHints.${column}`)}
                >
                  {t(`accuracy.columns.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {models.map(model => (
              <ModelLine key={`${model.providerId}/${model.model}`} accuracy={model} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}

function ModelLine({ accuracy }: { readonly accuracy: ModelAccuracy }) {
  const { t } = useTranslation()
  const { providerId, model, requests, inputError, output, money } = accuracy
  const name = `${providerId}/${model}`
  return (
    <Table.Tr>
      <Table.Td maw={260}>
        <Text size="sm" fw={550} truncate title={name}>
          {name}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{numbers.compact(requests)}</Table.Td>
      <Table.Td ta="right">{inputError ? numbers.percent(inputError.mean) : t('common.unknown')}</Table.Td>
      <Table.Td ta="right" c="dimmed" {...wide}>
        {inputError
          ? `${numbers.percent(inputError.p50)} · ${numbers.percent(inputError.p95)}`
          : t('common.none')}
      </Table.Td>
      <Table.Td ta="right" {...wide}>
        <RatioCell accuracy={accuracy} />
      </Table.Td>
      <Table.Td ta="right">{numbers.compact(output.meanTokens)}</Table.Td>
      <Table.Td ta="right">{numbers.compact(output.meanUnusedTokens)}</Table.Td>
      <Table.Td ta="right" {...wide} title={numbers.count(output.exceeded)}>
        {numbers.percent((output.exceeded / requests) * 100)}
      </Table.Td>
      <Table.Td ta="right">
        <Money amount={money?.heldNanoUsd ?? null} />
      </Table.Td>
      <Table.Td ta="right">
        <Money amount={money?.settledNanoUsd ?? null} />
      </Table.Td>
    </Table.Tr>
  )
}
