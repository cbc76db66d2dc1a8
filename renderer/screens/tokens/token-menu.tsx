import { ActionIcon, Menu } from '@mantine/core'
import {
  IconDatabaseShare,
  IconDots,
  IconLanguage,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
  IconUser,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type ClientView, windowClientId } from '../../../gateway/contract/clients.ts'

export interface TokenActions {
  readonly onAssign: (client: ClientView) => void
  readonly onRename: (client: ClientView) => void
  /** Pauses it, or resumes it if it is paused. */
  readonly onPause: (client: ClientView) => void
  readonly onTranslation: (client: ClientView) => void
  readonly onCache: (client: ClientView) => void
  readonly onRevoke: (client: ClientView) => void
}

/** What can be done with a token. The window's own client has none that could be renamed or ended. */
export function TokenMenu({ client, ...actions }: TokenActions & { readonly client: ClientView }) {
  const { t } = useTranslation()
  const { onAssign, onRename, onPause, onTranslation, onCache, onRevoke } = actions
  const isPaused = client.pausedAtMs !== null
  const hasToken = client.id !== windowClientId
  const PauseIcon = isPaused ? IconPlayerPlay : IconPlayerPause
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={30} aria-label={`${t('common.more')}: ${client.name}`}>
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUser size={15} />} onClick={() => onAssign(client)}>
          {t('tokens.assign')}
        </Menu.Item>
        {hasToken && (
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onRename(client)}>
            {t('tokenUse.rename')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconLanguage size={15} />} onClick={() => onTranslation(client)}>
          {t('tokenUse.translation')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDatabaseShare size={15} />} onClick={() => onCache(client)}>
          {t('tokenUse.cache')}
        </Menu.Item>
        {hasToken && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<PauseIcon size={15} />} onClick={() => onPause(client)}>
              {t(isPaused ? 'tokenUse.resume' : 'tokenUse.pause')}
            </Menu.Item>
            <Menu.Item
              c="var(--mantine-color-red-text)"
              leftSection={<IconTrash size={15} />}
              onClick={() => onRevoke(client)}
            >
              {t('tokens.revoke')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
