import { Button, Table, Text, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CacheEntry } from '../../../gateway/contract/answer-cache.ts'
import { useClients } from '../../api/queries.ts'
import { numbers, times } from '../../format/formats.ts'
import type { NamedPurge } from './confirm-purge.tsx'
import { shorten } from './shorten.ts'

interface EntryTableProps {
  readonly entries: readonly CacheEntry[]
  readonly onRemove: (purge: NamedPurge) => void
}

const textColumns = ['question', 'token', 'model'] as const
const numberColumns = ['stored', 'lastUsed', 'hitCount', 'bytes'] as const

export function EntryTable({ entries, onRemove }: EntryTableProps) {
  const { t } = useTranslation()
  const names = new Map(useClients().data?.map(({ id, name }) => [id, name]))
  return (
    <Table.ScrollContainer minWidth={900} scrollAreaProps={{ type: 'auto', viewportProps: { tabIndex: 0 } }}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {textColumns.map(column => (
              <Table.Th key={column}>{t(`cache.${column}`)}</Table.Th>
            ))}
            {numberColumns.map(column => (
              <Table.Th key={column} ta="right">
                {t(`cache.${column}`)}
              </Table.Th>
            ))}
            <Table.Th>
              <VisuallyHidden>{t('cache.remove')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map(entry => (
            <EntryLine
              key={entry.id}
              entry={entry}
              clientName={names.get(entry.clientId) ?? entry.clientId}
              onRemove={onRemove}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

interface EntryLineProps extends Pick<EntryTableProps, 'onRemove'> {
  readonly entry: CacheEntry
  readonly clientName: string
}

function EntryLine({ entry, clientName, onRemove }: EntryLineProps) {
  const { t } = useTranslation()
  const { bytes, createdAtMs, hits, id, model, usedAtMs } = entry
  const nowMs = Date.now()
  const question = entry.question === '' ? t('cache.noQuestion') : shorten(entry.question)
  return (
    <Table.Tr>
      <Table.Td maw={280}>
        <Text size="sm" truncate title={question} {...(entry.question === '' ? { c: 'dimmed' } : {})}>
          {question}
        </Text>
      </Table.Td>
      <Table.Td maw={140}>
        <Text size="sm" truncate title={clientName}>
          {clientName}
        </Text>
      </Table.Td>
      <Table.Td maw={170}>
        <Text size="sm" truncate title={model}>
          {model}
        </Text>
      </Table.Td>
      <InstantCell atMs={createdAtMs} nowMs={nowMs} />
      <InstantCell atMs={usedAtMs} nowMs={nowMs} />
      <Table.Td ta="right">{numbers.count(hits)}</Table.Td>
      <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
        {numbers.bytes(bytes)}
      </Table.Td>
      <Table.Td ta="right">
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t('cache.removeEntry', { question })}
          onClick={() => onRemove({ purge: { what: 'entry', entryId: id }, name: question })}
        >
          {t('cache.remove')}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}

function InstantCell({ atMs, nowMs }: { readonly atMs: number; readonly nowMs: number }) {
  return (
    <Table.Td ta="right" title={times.exact(atMs)} style={{ whiteSpace: 'nowrap' }}>
      {times.ago(atMs, nowMs)}
    </Table.Td>
  )
}
