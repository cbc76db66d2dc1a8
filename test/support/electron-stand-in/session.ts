import type { BrowserContext, CDPSession } from '@playwright/test'
import type { Session } from 'electron'
import { strict } from './strict.ts'

type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>
type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>
type Permission = Parameters<CheckHandler>[1]

/** What a page may ask for: Electron's name and Chromium's name of each permission. */
const permissions: readonly (readonly [Permission, { readonly name: string }])[] = [
  ['clipboard-sanitized-write', { name: 'clipboard-write' }],
  ['clipboard-read', { name: 'clipboard-read' }],
  ['geolocation', { name: 'geolocation' }],
  ['notifications', { name: 'notifications' }],
  ['media', { name: 'camera' }],
  ['media', { name: 'microphone' }],
  ['midi', { name: 'midi' }],
  ['local-fonts', { name: 'local-fonts' }],
]

export interface StandInSession {
  readonly api: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>
  /** Makes Chromium grant or deny what the handlers say for the origin. */
  enforce(context: BrowserContext, webOrigin: string, schemeUrl: string): Promise<void>
}

/** Stands in for `session.defaultSession`. As in Electron, everything that no handler refuses is granted. */
export function createSession(): StandInSession {
  let onRequest: RequestHandler | null = null
  let onCheck: CheckHandler | null = null
  let chromium: Promise<CDPSession> | undefined // kept open, because its settings last only as long as it does

  const isGranted = async (permission: Permission, url: string): Promise<boolean> => {
    const details = { isMainFrame: true, requestingUrl: url }
    // The first parameter of the handlers is a WebContents, which the app does not use.
    const checked = onCheck === null || Reflect.apply(onCheck, undefined, [null, permission, url, details])
    if (!checked || onRequest === null) return checked
    const answer = Promise.withResolvers<boolean>()
    Reflect.apply(onRequest, undefined, [null, permission, answer.resolve, details])
    return answer.promise
  }

  return {
    api: strict('session', {
      setPermissionRequestHandler(handler) {
        onRequest = handler
      },
      setPermissionCheckHandler(handler) {
        onCheck = handler
      },
    } satisfies StandInSession['api']),
    async enforce(context, webOrigin, schemeUrl) {
      chromium ??= browserSession(context)
      const browser = await chromium
      for (const [permission, descriptor] of permissions) {
        const setting = (await isGranted(permission, schemeUrl)) ? 'granted' : 'denied'
        await browser.send('Browser.setPermission', { permission: descriptor, setting, origin: webOrigin })
      }
    },
  }
}

function browserSession(context: BrowserContext): Promise<CDPSession> {
  const browser = context.browser()
  if (browser === null) throw new Error('The context has no browser.')
  return browser.newBrowserCDPSession()
}
