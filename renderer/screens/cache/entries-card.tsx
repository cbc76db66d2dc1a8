import { Button, EmptyState, Group, Paper, Skeleton, Text, Title } from '@mantine/core'
import { IconDatabase, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CacheMode } from '../../../gateway/contract/answer-cache.ts'
import { useCacheEntries } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ConfirmPurge, type NamedPurge } from './confirm-purge.tsx'
import { EntryTable } from './entry-table.tsx'
import { PurgeModal } from './purge-modal.tsx'
import { firstRows, moreRows } from './shown-rows.ts'

/** The stored answers, which can be removed one by one or many at once. */
export function EntriesCard({ mode }: { readonly mode: CacheMode }) {
  const { t } = useTranslation()
  const [limit, setLimit] = useState(firstRows)
  const entries = useCacheEntries(limit)
  const [isChoosing, setIsChoosing] = useState(false)
  const [purge, setPurge] = useState<NamedPurge | null>(null)
  const next = moreRows(entries.data?.length, limit)
  return (
    <Paper p="md" component="section" aria-label={t('cache.entries')}>
      <Group justify="space-between" mb={6}>
        <Group gap="xs" align="baseline">
          <Title order={2}>{t('cache.entries')}</Title>
          <Text size="xs" c="dimmed">
            {t('cache.entriesHint')}
          </Text>
        </Group>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTrash size={15} />}
          onClick={() => setIsChoosing(true)}
        >
          {t('cache.purge')}
        </Button>
      </Group>
      {entries.isError && <LoadFailed error={entries.error} onRetry={() => void entries.refetch()} />}
      {entries.isPending && <Skeleton h={120} />}
      {entries.data?.length === 0 && (
        <EmptyState
          py="lg"
          icon={<IconDatabase stroke={1.5} />}
          title={t('cache.noEntries')}
          description={t(`cache.noEntriesHint.${mode === 'off' ? 'off' : 'on'}`)}
        />
      )}
      {entries.data && entries.data.length > 0 && <EntryTable entries={entries.data} onRemove={setPurge} />}
      {next !== undefined && (
        <Button mt="xs" size="xs" variant="default" onClick={() => setLimit(next)}>
          {t('cache.showMoreEntries')}
        </Button>
      )}
      {isChoosing && (
        <PurgeModal
          models={[...new Set(entries.data?.map(({ model }) => model))].sort()}
          onClose={() => setIsChoosing(false)}
          onChosen={chosen => {
            setIsChoosing(false)
            setPurge(chosen)
          }}
        />
      )}
      {purge !== null && <ConfirmPurge purge={purge} onClose={() => setPurge(null)} />}
    </Paper>
  )
}
