import { Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { TitledModal } from './titled-modal.tsx'

interface ConfirmModalProps {
  readonly opened: boolean
  readonly title: string
  readonly body: string
  readonly action: string
  readonly busy: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks for confirmation before something that cannot be undone. */
export function ConfirmModal({ opened, title, body, action, busy, onConfirm, onClose }: ConfirmModalProps) {
  const { t } = useTranslation()
  return (
    <TitledModal opened={opened} onClose={onClose} title={title} size="sm">
      <Stack gap="lg">
        <Text size="sm">{body}</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={busy} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </TitledModal>
  )
}
