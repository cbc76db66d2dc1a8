import { Stack, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type CacheMode,
  type ClientCacheChange,
  cacheModes,
  cacheScopes,
} from '../../../gateway/contract/answer-cache.ts'
import type { ClientView } from '../../../gateway/contract/clients.ts'
import { useSettings } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { Choice } from '../../components/choice.tsx'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'

interface CacheModalProps {
  readonly client: ClientView
  readonly onClose: () => void
}

/** Sets whether a token gets answers again, and whom it shares them with. */
export function CacheModal({ client, onClose }: CacheModalProps) {
  const { t } = useTranslation()
  const [mode, setMode] = useState<CacheMode | 'default'>(client.cache.mode ?? 'default')
  const [scope, setScope] = useState(client.cache.scope)
  const [allowsTools, setAllowsTools] = useState(client.cache.allowsTools)
  const setting = useSettings().data?.find(({ key }) => key === 'cacheMode')
  const save = useAdminMutation({
    run: (admin, input: ClientCacheChange) => admin.setClientCache(input),
    refreshes: ['clients'],
    done: ({ name }) => t('tokenCache.set', { name }),
    onDone: onClose,
  })
  const hint =
    mode === 'default' && setting !== undefined
      ? t('tokenCache.defaultNow', { value: String(setting.value) })
      : t(`tokenCache.modeHints.${mode}`)

  return (
    <TitledModal opened onClose={onClose} title={t('tokenCache.title', { name: client.name })}>
      <form
        onSubmit={event => {
          event.preventDefault()
          save.mutate({ id: client.id, mode: mode === 'default' ? null : mode, scope, allowsTools })
        }}
      >
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t('tokenCache.hint')}
          </Text>
          <Choice
            label={t('tokenCache.mode')}
            hint={hint}
            data={(['default', ...cacheModes] as const).map(value => ({
              value,
              label: t(`tokenCache.modes.${value}`),
            }))}
            value={mode}
            onChange={setMode}
          />
          <Choice
            label={t('tokenCache.scope')}
            hint={t(`tokenCache.scopeHints.${scope}`)}
            data={cacheScopes.map(value => ({ value, label: t(`tokenCache.scopes.${value}`) }))}
            value={scope}
            onChange={setScope}
          />
          <Switch
            label={t('tokenCache.tools')}
            description={t('tokenCache.toolsHint')}
            checked={allowsTools}
            onChange={event => setAllowsTools(event.currentTarget.checked)}
          />
          <FormFooter submit={t('tokenCache.save')} isBusy={save.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </TitledModal>
  )
}
