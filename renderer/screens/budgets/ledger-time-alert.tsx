import { Alert, Button, Group, Text } from '@mantine/core'
import { IconClockExclamation } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStatus } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { ConfirmModal } from '../../components/confirm-modal.tsx'
import { shownZone, times } from '../../format/formats.ts'

/** Shown while the ledger's time is ahead of the machine's clock. Says what a person can do about it. */
export function LedgerTimeAlert() {
  const { t } = useTranslation()
  const [isAsking, setAsking] = useState(false)
  const ledgerTime = useStatus().data?.ledgerTime
  const correct = useAdminMutation({
    run: admin => admin.correctLedgerClock({ by: 'window' }),
    refreshes: ['status', 'budgets', 'overview'],
    done: () => t('budgets.time.done'),
    onDone: () => setAsking(false),
  })
  if (ledgerTime === undefined || ledgerTime.aheadMs === 0) return null
  const withYear = (atMs: number) => times.reset(atMs, shownZone.zone(), 0)
  const instants = { ledger: withYear(ledgerTime.ledgerMs), clock: withYear(ledgerTime.clockMs) }

  return (
    <>
      <Alert
        color="amber"
        mb="md"
        icon={<IconClockExclamation size={18} />}
        title={t('budgets.time.title', instants)}
      >
        <Group justify="space-between" gap="sm" wrap="nowrap">
          <Text size="sm">{t('budgets.time.hint', instants)}</Text>
          <Button size="xs" variant="default" style={{ flexShrink: 0 }} onClick={() => setAsking(true)}>
            {t('budgets.time.action')}
          </Button>
        </Group>
      </Alert>
      <ConfirmModal
        opened={isAsking}
        title={t('budgets.time.action')}
        body={t('budgets.time.confirm', instants)}
        action={t('budgets.time.action')}
        busy={correct.isPending}
        onConfirm={() => correct.mutate(undefined)}
        onClose={() => setAsking(false)}
      />
    </>
  )
}
