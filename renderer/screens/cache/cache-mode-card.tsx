import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { IconDatabaseOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type CacheMode, type CacheStatus, cacheModes } from '../../../gateway/contract/answer-cache.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { Choice } from '../../components/choice.tsx'
import { CacheState } from './cache-state.tsx'

/** The switch of the cache, and how its parts are. */
export function CacheModeCard({ status }: { readonly status: CacheStatus }) {
  const { t } = useTranslation()
  const { mode } = status
  const setMode = useAdminMutation({
    run: (admin, value: CacheMode) => admin.changeSetting({ key: 'cacheMode', value }),
    refreshes: ['cache', 'settings'],
    done: (_, value) => t('cache.modeSet', { mode: t(`cache.modes.${value}`) }),
  })
  const shown = setMode.isPending ? setMode.variables : mode
  return (
    <Paper p="md">
      <Stack gap="md">
        <Choice
          label={t('cache.mode')}
          hint={`${t(`cache.modeHints.${shown}`)} ${t('cache.tokensDiffer')}`}
          disabled={setMode.isPending}
          data={cacheModes.map(value => ({ value, label: t(`cache.modes.${value}`) }))}
          value={shown}
          onChange={value => setMode.mutate(value)}
        />
        {shown === 'off' && (
          <Alert color="slate" icon={<IconDatabaseOff size={18} />} title={t('cache.offTitle')}>
            <Group justify="space-between" gap="sm">
              <Text size="sm" flex="1 1 320px">
                {t('cache.offHint')}
              </Text>
              <Button size="xs" onClick={() => setMode.mutate('measure')}>
                {t('cache.startMeasuring')}
              </Button>
            </Group>
          </Alert>
        )}
        <CacheState status={status} />
      </Stack>
    </Paper>
  )
}
