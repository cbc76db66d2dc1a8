import { Button, EmptyState, Group, Paper, Skeleton, Table, Text, Title } from '@mantine/core'
import { IconArrowsDiff } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CacheHit, CacheMode } from '../../../gateway/contract/answer-cache.ts'
import { useCacheHits, useClients } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { HitLine } from './hit-line.tsx'
import { shorten } from './shorten.ts'
import { firstRows, moreRows } from './shown-rows.ts'
import { WrongModal } from './wrong-modal.tsx'

interface HitsCardProps {
  readonly mode: CacheMode
  readonly onOpenRequest: (requestId: string) => void
}

/** What was answered again, or would have been, with both questions, for a person to judge. */
export function HitsCard({ mode, onOpenRequest }: HitsCardProps) {
  const { t } = useTranslation()
  const [limit, setLimit] = useState(firstRows)
  const hits = useCacheHits(limit)
  const [doubted, setDoubted] = useState<CacheHit | null>(null)
  return (
    <Paper p="md" component="section" aria-label={t('cache.hits')}>
      <Group gap="xs" align="baseline" mb={6}>
        <Title order={2}>{t('cache.hits')}</Title>
        <Text size="xs" c="dimmed">
          {t('cache.hitsHint')}
        </Text>
      </Group>
      {hits.isError && <LoadFailed error={hits.error} onRetry={() => void hits.refetch()} />}
      {hits.isPending && <Skeleton h={120} />}
      {hits.data?.length === 0 && (
        <EmptyState
          py="lg"
          icon={<IconArrowsDiff stroke={1.5} />}
          title={t('cache.noHits')}
          description={t(`cache.noHitsHint.${mode}`)}
        />
      )}
      {hits.data && hits.data.length > 0 && (
        <HitTable hits={hits.data} onOpenRequest={onOpenRequest} onWrong={setDoubted} />
      )}
      {moreRows(hits.data?.length, limit) !== undefined && (
        <Button
          mt="xs"
          size="xs"
          variant="default"
          onClick={() => setLimit(moreRows(hits.data?.length, limit) ?? limit)}
        >
          {t('cache.showMoreHits')}
        </Button>
      )}
      {doubted !== null && (
        <WrongModal
          hitId={doubted.id}
          stored={shorten(doubted.storedQuestion)}
          onClose={() => setDoubted(null)}
        />
      )}
    </Paper>
  )
}

const columns = [
  'when',
  'storedQuestion',
  'askedQuestion',
  'similarity',
  'ageColumn',
  'guard',
  'judgementColumn',
] as const

interface HitTableProps {
  readonly hits: readonly CacheHit[]
  readonly onOpenRequest: (requestId: string) => void
  readonly onWrong: (hit: CacheHit) => void
}

function HitTable({ hits, ...actions }: HitTableProps) {
  const { t } = useTranslation()
  const names = new Map(useClients().data?.map(({ id, name }) => [id, name]))
  return (
    <Table.ScrollContainer minWidth={900} scrollAreaProps={{ type: 'auto', viewportProps: { tabIndex: 0 } }}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {columns.map(column => (
              <Table.Th key={column} ta={column === 'similarity' ? 'right' : undefined}>
                {t(`cache.${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {hits.map(hit => (
            <HitLine key={hit.id} hit={hit} clientName={names.get(hit.clientId)} {...actions} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
