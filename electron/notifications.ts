import { Notification } from 'electron'
import type { AdminApi } from '../gateway/contract/admin.ts'
import type { BudgetNotice } from '../gateway/contract/budgets.ts'

export interface NotificationOptions {
  readonly admin: Pick<AdminApi, 'readStatus'>
  readonly onOpen: () => void
}

const pollMs = 3000

const bodies = {
  50: 'Half of this budget is used.',
  80: 'A fifth of this budget is left.',
  100: 'This budget is used up.',
} as const satisfies Record<BudgetNotice['percent'], string>

/** Shows one notification of the operating system for each mark that a budget reaches, even while no window is open. */
export function notifyOfBudgets({ admin, onOpen }: NotificationOptions): void {
  if (!Notification.isSupported()) return
  const told = new Set<string>()
  // Keeps a reference to each notification: without one it is garbage-collected, and clicking on it does nothing.
  const shown = new Set<Notification>()

  const show = ({ name, percent }: BudgetNotice) => {
    const notification = new Notification({ title: `${name} reached ${percent} %`, body: bodies[percent] })
    shown.add(notification)
    notification.on('close', () => shown.delete(notification))
    notification.on('click', () => {
      shown.delete(notification)
      onOpen()
    })
    notification.show()
  }
  const poll = async () => {
    const { notices } = await admin.readStatus({})
    const fresh = notices.filter(notice => !told.has(keyOf(notice)))
    for (const notice of fresh) told.add(keyOf(notice))
    // A budget that passed several marks at once is notified of the last one only.
    for (const notice of new Map(fresh.map(each => [each.budgetId, each])).values()) show(notice)
  }
  // A failure is ignored, because the status is read again at the next interval.
  setInterval(() => void poll().catch(() => undefined), pollMs).unref()
}

function keyOf({ budgetId, percent, atMs }: BudgetNotice): string {
  return `${budgetId} ${percent} ${atMs}`
}
