import type { Notification, NotificationConstructorOptions } from 'electron'
import { requireKnown, StrictEmitter, strictClass } from './strict.ts'

type StandInNotificationApi = Pick<Notification, 'title' | 'body' | 'show' | 'close'>

export class StandInNotification extends StrictEmitter implements StandInNotificationApi {
  title: string
  body: string
  isShown = false

  constructor(options: NotificationConstructorOptions = {}) {
    super(['show', 'click', 'close'])
    requireKnown('notification option', options, ['title', 'body'])
    this.title = options.title ?? ''
    this.body = options.body ?? ''
  }

  show(): void {
    this.isShown = true
    this.emit('show', {})
  }

  close(): void {
    if (!this.isShown) return
    this.isShown = false
    this.emit('close', {})
  }
}

export interface NotificationClass {
  new (options?: NotificationConstructorOptions): StandInNotification
  isSupported(): boolean
}

/** Stands in for `Notification`. Stores what a person would see, in order. */
export function createNotificationClass(
  notifications: StandInNotification[],
  isReady: () => boolean,
): NotificationClass {
  return strictClass(
    'Notification',
    class extends StandInNotification {
      static isSupported(): boolean {
        return true
      }

      override show(): void {
        if (!isReady()) throw new Error('Notifications are shown only after app is ready')
        super.show()
        notifications.push(this)
      }
    },
  )
}
