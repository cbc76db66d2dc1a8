import { Button, EmptyState, Paper, Skeleton, Switch, Text } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientView } from '../../../gateway/contract/admin.ts'
import { windowClientId } from '../../../gateway/contract/clients.ts'
import { useBudgets, useClients } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { useFigures } from '../../api/use-figures.ts'
import { ConfirmModal } from '../../components/confirm-modal.tsx'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { useShownZone } from '../../components/use-shown-zone.ts'
import { useNewWish } from '../../components/wishes.tsx'
import { AssignTokenModal } from './assign-token-modal.tsx'
import { CacheModal } from './cache-modal.tsx'
import { CreateTokenModal } from './create-token-modal.tsx'
import { RenameTokenModal } from './rename-token-modal.tsx'
import { TokenTable } from './token-table.tsx'
import { TranslationModal } from './translation-modal.tsx'
import { usePauseToken } from './use-pause-token.ts'

export function TokensScreen() {
  const { t } = useTranslation()
  const clients = useClients()
  const figures = useFigures(useShownZone()).data
  const budgets = useBudgets().data ?? []
  const pause = usePauseToken()
  const [creating, setCreating] = useState(false)
  const [assigning, setAssigning] = useState<ClientView | null>(null)
  const [renaming, setRenaming] = useState<ClientView | null>(null)
  const [translating, setTranslating] = useState<ClientView | null>(null)
  const [caching, setCaching] = useState<ClientView | null>(null)
  const [revoking, setRevoking] = useState<ClientView | null>(null)
  const [showsRevoked, setShowsRevoked] = useState(false)
  const revoke = useAdminMutation({
    run: (admin, { id }: ClientView) => admin.revokeClient({ id }),
    refreshes: ['clients', 'status'],
    done: (_, { name }) => t('tokens.revokedDone', { name }),
    onDone: () => setRevoking(null),
  })
  useNewWish('token', () => setCreating(true))
  const all = (clients.data ?? []).filter(({ id }) => id !== windowClientId)
  const shown = all.filter(({ revokedAtMs }) => showsRevoked || revokedAtMs === null)
  const createButton = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      {t('tokens.create')}
    </Button>
  )

  return (
    <>
      <ScreenHeader title={t('screens.tokens')} hint={t('tokens.hint')}>
        {all.length > shown.length || showsRevoked ? (
          <Switch
            size="xs"
            mr="xs"
            label={t('tokens.showRevoked')}
            checked={showsRevoked}
            onChange={event => setShowsRevoked(event.currentTarget.checked)}
          />
        ) : null}
        {createButton}
      </ScreenHeader>
      {clients.isPending && <Skeleton h={160} radius="lg" />}
      {clients.isError && <LoadFailed error={clients.error} onRetry={() => void clients.refetch()} />}
      {clients.data && shown.length === 0 && (
        <Paper py={64}>
          <EmptyState
            icon={<IconKey stroke={1.5} />}
            title={t('tokens.none')}
            description={t('tokens.noneHint')}
          />
        </Paper>
      )}
      {shown.length > 0 && (
        <TokenTable
          clients={shown}
          figures={figures}
          budgets={budgets}
          onAssign={setAssigning}
          onRename={setRenaming}
          onPause={pause.mutate}
          onTranslation={setTranslating}
          onCache={setCaching}
          onRevoke={setRevoking}
        />
      )}
      {figures?.isPartial && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('tokenUse.partial')}
        </Text>
      )}
      {creating && <CreateTokenModal onClose={() => setCreating(false)} />}
      {assigning !== null && <AssignTokenModal client={assigning} onClose={() => setAssigning(null)} />}
      {renaming !== null && <RenameTokenModal client={renaming} onClose={() => setRenaming(null)} />}
      {translating !== null && <TranslationModal client={translating} onClose={() => setTranslating(null)} />}
      {caching !== null && <CacheModal client={caching} onClose={() => setCaching(null)} />}
      <ConfirmModal
        opened={revoking !== null}
        title={t('tokens.revokeTitle', { name: revoking?.name ?? '' })}
        body={t('tokens.revokeHint')}
        action={t('tokens.revoke')}
        busy={revoke.isPending}
        onConfirm={() => revoking && revoke.mutate(revoking)}
        onClose={() => setRevoking(null)}
      />
    </>
  )
}
