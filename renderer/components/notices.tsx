import { Alert, Stack } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { IconAlertTriangle, IconHistory, IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { GatewayStatus } from '../../gateway/contract/admin.ts'
import { hasCode, unreachableCode } from '../api/admin-error.ts'
import { useStatus } from '../api/queries.ts'
import { money } from '../format/formats.ts'
import classes from './notices.module.css'

/** What a person should know on every screen. A dismissed notice stays hidden until the gateway is started again. */
export function Notices() {
  const { t } = useTranslation()
  const status = useStatus()
  const isUnreachable = hasCode(status.error, unreachableCode)

  return (
    <Stack gap={8} className={classes.notices}>
      {isUnreachable && (
        <Alert color="red" icon={<IconPlugConnectedX size={18} />} title={t('app.unreachable')}>
          {t('app.unreachableHint')}
        </Alert>
      )}
      {!isUnreachable && status.data !== undefined && <StatusNotices status={status.data} />}
    </Stack>
  )
}

function StatusNotices({ status }: { readonly status: GatewayStatus }) {
  const { t } = useTranslation()
  const [dismissed, setDismissed] = useSessionStorage<readonly string[]>({
    key: 'gatehouse-dismissed-notices',
    defaultValue: [],
    getInitialValueInEffect: false,
  })
  const isShown = (text: string): boolean => !dismissed.includes(keyOf(status, text))
  const dismissButton = (text: string) => ({
    withCloseButton: true,
    closeButtonLabel: t('app.dismiss'),
    onClose: () => setDismissed([...dismissed, keyOf(status, text)]),
  })
  const { requests, costNanoUsd } = status.recovered
  const recovered = t('app.recovered', { count: requests, cost: money.short(costNanoUsd) })

  return (
    <>
      {requests > 0 && isShown(recovered) && (
        <Alert color="slate" icon={<IconHistory size={18} />} title={recovered} {...dismissButton(recovered)}>
          {t('app.recoveredHint', { count: requests })}
        </Alert>
      )}
      {status.warnings.filter(isShown).map(warning => (
        <Alert
          key={warning}
          color="amber"
          icon={<IconAlertTriangle size={18} />}
          title={warning}
          {...dismissButton(warning)}
        />
      ))}
    </>
  )
}

function keyOf(status: GatewayStatus, text: string): string {
  return `${status.startedAtMs} ${text}`
}
