import { Alert, Button, Group, Text } from '@mantine/core'
import { IconKeyOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

interface RefusedAlertProps {
  /** What the provider said. */
  readonly reason: string
  readonly onEnterKey: () => void
}

/** Says that the provider refuses its key, and what helps. */
export function RefusedAlert({ reason, onEnterKey }: RefusedAlertProps) {
  const { t } = useTranslation()
  return (
    <Alert mt="sm" color="red" icon={<IconKeyOff size={18} />} title={t('providerKeys.refusedHint')}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {reason}
        </Text>
        <Button size="xs" variant="default" style={{ flexShrink: 0 }} onClick={onEnterKey}>
          {t('providers.enterKey')}
        </Button>
      </Group>
    </Alert>
  )
}
