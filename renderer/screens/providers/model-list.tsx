import { ScrollArea, Table, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ModelView } from '../../../gateway/contract/admin.ts'
import { Money } from '../../components/money.tsx'

/** A provider's models with their prices, narrowed by typing. */
export function ModelList({ models }: { readonly models: readonly ModelView[] }) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const matching = models.filter(({ id }) => id.toLowerCase().includes(wanted))
  return (
    <>
      <TextInput
        mt="sm"
        size="xs"
        w={260}
        type="search"
        aria-label={t('providers.searchModels')}
        placeholder={t('providers.searchModels')}
        leftSection={<IconSearch size={14} />}
        value={search}
        onChange={event => setSearch(event.currentTarget.value)}
      />
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
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {matching.map(model => (
              <Table.Tr key={model.id}>
                <Table.Td>{model.id}</Table.Td>
                <Table.Td ta="right">
                  <Money amount={model.inputNanoUsdPerMillion} />
                </Table.Td>
                <Table.Td ta="right">
                  <Money amount={model.outputNanoUsdPerMillion} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {matching.length === 0 && (
        <Text size="sm" c="dimmed" p="sm">
          {t('providers.noModelMatch')}
        </Text>
      )}
    </>
  )
}
