import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { hasCode, unreachableCode } from '../api/admin-error.ts'

interface LoadFailedProps {
  readonly error: Error
  readonly onRetry: () => void
}

/**
 * Shown instead of something that could not be loaded: the reason, and a button to try again. Nothing if the gateway does
 * not answer: one banner above says so for the whole window, and everything is tried again by itself.
 */
export function LoadFailed({ error, onRetry }: LoadFailedProps) {
  const { t } = useTranslation()
  if (hasCode(error, unreachableCode)) return null
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t('common.loadFailed')}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{error.message}</Text>
        <Button size="xs" variant="default" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      </Group>
    </Alert>
  )
}
