import { ActionIcon, Badge, Button, Group, ScrollArea, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconPencil, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PriceView } from '../../../gateway/contract/prices.ts'
import type { ProviderView } from '../../../gateway/contract/providers.ts'
import { usePrices } from '../../api/queries.ts'
import { Money } from '../../components/money.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { PriceModal } from './price-modal.tsx'

/** A provider's models with their prices, and a field to filter them. Prices of the sandbox's models cannot be changed. */
export function ModelList({ provider }: { readonly provider: ProviderView }) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  /** What the price form is open for: a model, or 'new' for one that the provider does not list. */
  const [editing, setEditing] = useState<PriceView | 'new' | null>(null)
  const prices = usePrices(provider.id, !provider.sandbox).data ?? []
  const wanted = search.trim().toLowerCase()
  const matching = rowsOf(provider, prices).filter(({ model }) => model.toLowerCase().includes(wanted))
  return (
    <>
      <Group mt="sm" gap="xs" justify="space-between">
        <SearchField
          label={t('providers.searchModels')}
          placeholder={t('providers.searchModels')}
          width={260}
          value={search}
          onChange={setSearch}
        />
        {!provider.sandbox && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => setEditing('new')}
          >
            {t('prices.add')}
          </Button>
        )}
      </Group>
      <ScrollArea.Autosize mah={300} mt={6} type="auto" scrollbars="y" viewportProps={{ tabIndex: 0 }}>
        <Table stickyHeader verticalSpacing={5} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('providers.model')}</Table.Th>
              <Table.Th ta="right" w={130}>
                {t('providers.inputPrice')}
              </Table.Th>
              <Table.Th ta="right" w={130}>
                {t('providers.outputPrice')}
              </Table.Th>
              {!provider.sandbox && (
                <Table.Th w={48}>
                  <VisuallyHidden>{t('prices.set')}</VisuallyHidden>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {matching.map(row => (
              <ModelRow key={row.model} row={row} onEdit={setEditing} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {matching.length === 0 && (
        <Text size="sm" c="dimmed" p="sm">
          {t(wanted === '' ? 'providers.noModels' : 'providers.noModelMatch')}
        </Text>
      )}
      {editing !== null && (
        <PriceModal
          providerId={provider.id}
          price={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  )
}

interface Row {
  readonly model: string
  readonly input: string | null
  readonly output: string | null
  /** Undefined if the price cannot be changed. */
  readonly price: PriceView | undefined
}

/**
 * One row for each price, which may be for a model that is not listed. Until the prices are loaded, one row for each listed
 * model.
 */
function rowsOf({ models }: ProviderView, prices: readonly PriceView[]): readonly Row[] {
  if (prices.length === 0) {
    return models.map(({ id, inputNanoUsdPerMillion, outputNanoUsdPerMillion }) => ({
      model: id,
      input: inputNanoUsdPerMillion,
      output: outputNanoUsdPerMillion,
      price: undefined,
    }))
  }
  return prices.map(price => ({
    model: price.model,
    input: price.inputNanoUsdPerMillion,
    output: price.outputNanoUsdPerMillion,
    price,
  }))
}

function ModelRow({ row, onEdit }: { readonly row: Row; readonly onEdit: (price: PriceView) => void }) {
  const { t } = useTranslation()
  const { model, input, output, price } = row
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={8} wrap="nowrap">
          <Text inherit truncate title={model}>
            {model}
          </Text>
          {price?.own && (
            <Badge size="sm" title={t('prices.ownHint', { date: price.dateIso ?? '' })}>
              {t('prices.own')}
            </Badge>
          )}
          {input === null && (
            <Badge size="sm" color="amber" title={t('providerUse.unpricedHint')}>
              {t('providerUse.noPrice')}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td ta="right">
        <Money amount={input} />
      </Table.Td>
      <Table.Td ta="right">
        <Money amount={output} />
      </Table.Td>
      {price && (
        <Table.Td ta="right" py={0}>
          <ActionIcon
            size={26}
            variant="subtle"
            aria-label={`${t('prices.set')}: ${model}`}
            onClick={() => onEdit(price)}
          >
            <IconPencil size={15} />
          </ActionIcon>
        </Table.Td>
      )}
    </Table.Tr>
  )
}
