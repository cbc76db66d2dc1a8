import { Alert, Button, EmptyState, Paper, Skeleton, Stack } from '@mantine/core'
import { IconLock, IconPlug, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProviderView } from '../../../gateway/contract/providers.ts'
import { useProviders, useStatus } from '../../api/queries.ts'
import { useFigures } from '../../api/use-figures.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { ShownPlace } from '../../components/shown-place.tsx'
import { useShownZone } from '../../components/use-shown-zone.ts'
import { useNewWish } from '../../components/wishes.tsx'
import { PriceTableCard } from './price-table-card.tsx'
import { ProviderCard } from './provider-card.tsx'
import { ProviderModal } from './provider-modal.tsx'
import { RemoveProviderModal } from './remove-provider-modal.tsx'

export function ProvidersScreen() {
  const { t } = useTranslation()
  const providers = useProviders()
  const figures = useFigures(useShownZone()).data
  const vault = useStatus().data?.vault
  /** What the form is open for: 'new' for a new provider, or a provider that is changed or whose key is entered again. */
  const [editing, setEditing] = useState<ProviderView | 'new' | null>(null)
  const [isEdit, setIsEdit] = useState(false)
  const open = (provider: ProviderView | 'new', edits: boolean): void => {
    setIsEdit(edits)
    setEditing(provider)
  }
  const [removing, setRemoving] = useState<ProviderView | null>(null)
  useNewWish('provider', () => open('new', false))
  const hasReal = providers.data?.some(({ sandbox }) => !sandbox) ?? true

  return (
    <>
      <ScreenHeader title={t('screens.providers')} hint={t('providers.hint')}>
        <Button leftSection={<IconPlus size={16} />} onClick={() => open('new', false)}>
          {t('providers.add')}
        </Button>
      </ScreenHeader>
      {vault?.available === false && (
        <Alert color="amber" icon={<IconLock size={18} />} title={t('providers.vaultUnavailable')}>
          {vault.reason}
        </Alert>
      )}
      {providers.isPending && <Skeleton h={120} radius="lg" />}
      {providers.isError && <LoadFailed error={providers.error} onRetry={() => void providers.refetch()} />}
      {!hasReal && (
        <Paper py={44}>
          <EmptyState
            icon={<IconPlug stroke={1.5} />}
            title={t('providers.none')}
            description={t('providers.noneHint')}
          />
        </Paper>
      )}
      <Stack gap="sm">
        {providers.data?.map(provider => (
          <ShownPlace key={provider.id} id={provider.id}>
            <ProviderCard
              provider={provider}
              figures={figures}
              onEdit={() => open(provider, true)}
              onEnterKey={() => open(provider, false)}
              onRemove={() => setRemoving(provider)}
            />
          </ShownPlace>
        ))}
        <PriceTableCard />
      </Stack>
      {editing !== null && (
        <ProviderModal
          provider={editing === 'new' ? null : editing}
          isEdit={isEdit}
          onClose={() => setEditing(null)}
        />
      )}
      {removing !== null && <RemoveProviderModal provider={removing} onClose={() => setRemoving(null)} />}
    </>
  )
}
