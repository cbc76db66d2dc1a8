import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { BudgetNotice } from '../../gateway/contract/budgets.ts'
import { useStatus } from '../api/queries.ts'
import { newNotices, noticeKey } from './new-notices.ts'

const colors = { 50: 'verdigris', 80: 'amber', 100: 'red' } as const satisfies Record<
  BudgetNotice['percent'],
  string
>

/**
 * Shows a notification once, on any screen, when a budget reaches a mark. The notification of a budget that is used up stays
 * until it is closed.
 */
export function useBudgetNotices(): void {
  const { t } = useTranslation()
  const notices = useStatus().data?.notices
  const told = useRef<ReadonlySet<string>>(undefined)

  useEffect(() => {
    if (notices === undefined) return
    for (const { title, percent } of newNotices(told.current, notices)) {
      notifications.show({
        color: colors[percent],
        title: t('budgets.notice', { name: title, percent }),
        message: t(`budgets.noticeHints.at${percent}`),
        closeButtonProps: { 'aria-label': t('common.close') },
        ...(percent === 100 ? { autoClose: false } : {}),
      })
    }
    told.current = new Set(notices.map(noticeKey))
  }, [notices, t])
}
