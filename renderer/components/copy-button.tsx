import { ActionIcon, Button, CopyButton as MantineCopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { announce } from './announce.ts'

interface CopyProps {
  readonly value: string
  /** Says what is copied, for people who do not see the icon: 'Gateway URL'. */
  readonly label: string
}

export function CopyIcon({ value, label }: CopyProps) {
  const copyAloud = useCopyAloud()
  const { t } = useTranslation()
  return (
    <MantineCopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('common.copied') : t('common.copy')}>
          <ActionIcon size="sm" onClick={() => copyAloud(copy)} aria-label={`${t('common.copy')}: ${label}`}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </MantineCopyButton>
  )
}

export function CopyTextButton({ value, label }: CopyProps) {
  const copyAloud = useCopyAloud()
  const { t } = useTranslation()
  return (
    <MantineCopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Button
          onClick={() => copyAloud(copy)}
          aria-label={`${t('common.copy')}: ${label}`}
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
        >
          {copied ? t('common.copied') : t('common.copy')}
        </Button>
      )}
    </MantineCopyButton>
  )
}

/** Copies and says so to those who do not see the icon change. */
function useCopyAloud(): (copy: () => void) => void {
  const { t } = useTranslation()
  return copy => {
    copy()
    announce(t('common.copied'))
  }
}
