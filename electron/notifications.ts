import { Notification } from 'electron'
import type { AdminApi } from '../gateway/contract/admin.ts'
import type { BudgetNotice } from '../gateway/contract/budgets.ts'
import { failoverKey, failoverNotification } from './describe-failover.ts'

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

/**
 * Shows notifications of the operating system, even while no window is open: one for each mark that a budget reaches, and one
 * for each outage that made requests go elsewhere.
 */
export function notify({ admin, onOpen }: NotificationOptions): void {
  if (!Notification.isSupported()) return
  const toldMarks = new Set<string>()
  let toldOutages: ReadonlySet<string> = new Set()
  const show = createShow(onOpen)

  const poll = async () => {
    const { failovers, notices } = await admin.readStatus({})
    const fresh = notices.filter(notice => !toldMarks.has(keyOf(notice)))
    for (const notice of fresh) toldMarks.add(keyOf(notice))
    // A budget that passed several marks at once is notified of the last one only.
    for (const { title, percent } of new Map(fresh.map(each => [each.budgetId, each])).values())
      show({ title: `${title} reached ${percent} %`, body: bodies[percent] })
    const told = toldOutages
    toldOutages = new Set([...told, ...failovers.map(failoverKey)].slice(-mostOutages))
    for (const failover of failovers)
      if (!told.has(failoverKey(failover))) show(failoverNotification(failover))
  }
  // A failure is ignored, because the status is read again at the next interval.
  setInterval(() => void poll().catch(() => undefined), pollMs).unref()
}

/** An outage may seem over for a moment and go on under the same key, so the last ones are remembered. */
const mostOutages = 1000

function createShow(onOpen: () => void) {
  // Keeps a reference to each notification: without one it is garbage-collected, and clicking on it does nothing.
  const shown = new Set<Notification>()
  return (text: { readonly title: string; readonly body: string }): void => {
    const notification = new Notification(text)
    shown.add(notification)
    notification.on('close', () => shown.delete(notification))
    notification.on('click', () => {
      shown.delete(notification)
      onOpen()
    })
    notification.show()
  }
}

function keyOf({ budgetId, percent, atMs }: BudgetNotice): string {
  return `${budgetId} ${percent} ${atMs}`
}
