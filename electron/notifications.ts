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

/** Tells the person through the operating system, once, that a budget reached a mark, with no window open too. */
export function notifyOfBudgets({ admin, onOpen }: NotificationOptions): void {
  if (!Notification.isSupported()) return
  const told = new Set<string>()
  // One that nothing refers to is collected, and its click with it.
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
    // Of several marks passed at once, the last one says it all.
    for (const notice of new Map(fresh.map(each => [each.budgetId, each])).values()) show(notice)
  }
  // A status that cannot be read now is read the next time.
  setInterval(() => void poll().catch(() => undefined), pollMs).unref()
}

function keyOf({ budgetId, percent, atMs }: BudgetNotice): string {
  return `${budgetId} ${percent} ${atMs}`
}
