import { ActionIcon, Button, CopyButton as MantineCopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

interface CopyProps {
  readonly value: string
  /** Says what is copied, for people who do not see the icon: 'Gateway URL'. */
  readonly label: string
}

export function CopyIcon({ value, label }: CopyProps) {
  const { t } = useTranslation()
  return (
    <MantineCopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('common.copied') : t('common.copy')}>
          <ActionIcon size="sm" onClick={copy} aria-label={`${t('common.copy')}: ${label}`}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </MantineCopyButton>
  )
}

export function CopyTextButton({ value, label }: CopyProps) {
  const { t } = useTranslation()
  return (
    <MantineCopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Button
          onClick={copy}
          aria-label={`${t('common.copy')}: ${label}`}
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
        >
          {copied ? t('common.copied') : t('common.copy')}
        </Button>
      )}
    </MantineCopyButton>
  )
}
