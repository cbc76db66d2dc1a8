import { Badge, Group, ScrollArea, Stack, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { PriceChange, RateChange } from '../../../gateway/contract/price-tables.ts'
import { money, numbers, times } from '../../format/formats.ts'

interface PriceChangesProps {
  /** Null if there already is a heading elsewhere. */
  readonly title: string | null
  readonly changes: readonly PriceChange[]
  readonly height: number
}

/** Lists models with their rates before and after. */
export function PriceChanges({ title, changes, height }: PriceChangesProps) {
  const { t } = useTranslation()
  return (
    <Stack gap={2}>
      {title !== null && <Title order={3}>{title}</Title>}
      <ScrollArea.Autosize mah={height} type="auto" scrollbars="y" viewportProps={{ tabIndex: 0 }}>
        <Table stickyHeader verticalSpacing={6} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('providers.model')}</Table.Th>
              <Table.Th w={250}>{t('priceTables.rates')}</Table.Th>
              <Table.Th w={92}>{t('priceTables.from')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map(change => (
              <ChangeRow key={JSON.stringify(change)} change={change} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
    </Stack>
  )
}

function ChangeRow({ change }: { readonly change: PriceChange }) {
  const { t } = useTranslation()
  const { kind, providerId, makerId, model, rates, sinceIso, doubt } = change
  return (
    <Table.Tr>
      <Table.Td valign="top">
        <Group gap={6}>
          <Text inherit style={{ overflowWrap: 'anywhere' }}>
            {`${providerId ?? makerId}/${model}`}
          </Text>
          {kind !== 'changed' && doubt === null && (
            <Badge size="sm" color={kind === 'added' ? 'verdigris' : 'gray'}>
              {t(`priceTables.${kind}`)}
            </Badge>
          )}
          {doubt !== null && (
            <Badge size="sm" color="amber">
              {t(`priceTables.doubts.${doubt}`)}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td valign="top">
        {rates.map(rate => (
          <RateLine key={`${rate.rate} ${rate.aboveTokens}`} rate={rate} />
        ))}
      </Table.Td>
      <Table.Td valign="top">
        <Text inherit {...(sinceIso === null ? { c: 'dimmed' } : {})} style={{ whiteSpace: 'nowrap' }}>
          {sinceIso === null ? t('priceTables.now') : times.date(sinceIso)}
        </Text>
      </Table.Td>
    </Table.Tr>
  )
}

function RateLine({ rate: { rate, aboveTokens, before, after } }: { readonly rate: RateChange }) {
  const { t } = useTranslation()
  const dollars = (amount: string | null) => (amount === null ? t('priceTables.none') : money.exact(amount))
  const name = t(`prices.classes.${rate}`)
  const label =
    aboveTokens === null ? name : t('priceTables.above', { rate: name, tokens: numbers.compact(aboveTokens) })
  return (
    <Group justify="space-between" gap={8} wrap="nowrap" align="baseline">
      <Text inherit c="dimmed">
        {label}
      </Text>
      <Text inherit style={{ whiteSpace: 'nowrap' }}>
        {before === null ? dollars(after) : `${dollars(before)} → ${dollars(after)}`}
      </Text>
    </Group>
  )
}
