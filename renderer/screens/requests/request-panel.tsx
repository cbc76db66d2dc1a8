import { CloseButton, Paper, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { RequestContent } from './request-drawer.tsx'
import classes from './request-panel.module.css'

interface RequestPanelProps {
  readonly requestId: string
  readonly onClose: () => void
}

/** Shows everything about one request beside the list. It covers nothing and keeps nothing from being used. */
export function RequestPanel({ requestId, onClose }: RequestPanelProps) {
  const { t } = useTranslation()
  return (
    <Paper role="dialog" aria-label={t('detail.title')} className={classes.panel}>
      <div className={classes.head}>
        <Text fw={600}>{t('detail.title')}</Text>
        <CloseButton aria-label={t('common.close')} onClick={onClose} />
      </div>
      {/* Another request begins at its top. */}
      <div key={requestId} className={classes.body}>
        <RequestContent requestId={requestId} />
      </div>
    </Paper>
  )
}
