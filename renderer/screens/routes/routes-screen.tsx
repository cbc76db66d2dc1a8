import { Button, EmptyState, Paper, Skeleton, Stack } from '@mantine/core'
import { IconBraces, IconPlus, IconRoute } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RouteView } from '../../../gateway/contract/routes.ts'
import { useRoutes } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { ConfirmModal } from '../../components/confirm-modal.tsx'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { useNewWish } from '../../components/wishes.tsx'
import { RouteCard } from './route-card.tsx'
import { RouteFileModal } from './route-file-modal.tsx'
import { RouteModal } from './route-modal.tsx'

export function RoutesScreen() {
  const { t } = useTranslation()
  const routes = useRoutes()
  /** What the form is open for: 'new' for a new route, 'file' for one that is pasted, or a route to change. */
  const [editing, setEditing] = useState<RouteView | 'new' | 'file' | null>(null)
  const [removing, setRemoving] = useState<RouteView | null>(null)
  useNewWish('route', () => setEditing('new'))
  const close = () => setEditing(null)
  const remove = useAdminMutation({
    run: (admin, { name }: RouteView) => admin.removeRoute({ name }),
    refreshes: ['routes'],
    done: (_, { name }) => t('routes.removed', { name }),
    onDone: () => setRemoving(null),
  })

  return (
    <>
      <ScreenHeader title={t('screens.routes')} hint={t('routes.hint')}>
        <Button variant="default" leftSection={<IconBraces size={16} />} onClick={() => setEditing('file')}>
          {t('routes.paste')}
        </Button>
        <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
          {t('routes.add')}
        </Button>
      </ScreenHeader>
      {routes.isPending && <Skeleton h={120} radius="lg" />}
      {routes.isError && <LoadFailed error={routes.error} onRetry={() => void routes.refetch()} />}
      {routes.data?.length === 0 && (
        <Paper py={44}>
          <EmptyState
            icon={<IconRoute stroke={1.5} />}
            title={t('routes.none')}
            description={t('routes.noneHint')}
          />
        </Paper>
      )}
      <Stack gap="sm">
        {routes.data?.map(route => (
          <RouteCard
            key={route.name}
            route={route}
            onChange={() => setEditing(route)}
            onRemove={() => setRemoving(route)}
          />
        ))}
      </Stack>
      {editing === 'file' && <RouteFileModal onClose={close} />}
      {editing !== null && editing !== 'file' && (
        <RouteModal route={editing === 'new' ? null : editing} onClose={close} />
      )}
      <ConfirmModal
        opened={removing !== null}
        title={t('routes.removeTitle', { name: removing?.name ?? '' })}
        body={t('routes.removeHint')}
        action={t('routes.remove')}
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing)}
        onClose={() => setRemoving(null)}
      />
    </>
  )
}
