import type { Route } from '@playwright/test'
import type { Protocol } from 'electron'
import { toSchemeUrl } from './scheme-urls.ts'
import { strict } from './strict.ts'

type Handler = Parameters<Protocol['handle']>[1]
type Schemes = Parameters<Protocol['registerSchemesAsPrivileged']>[0]

export interface StandInProtocol {
  readonly api: Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>
  /** Answers a page's request with the scheme's handler. Refuses it if Electron would. */
  answer(route: Route): Promise<void>
}

/** Stands in for `protocol`. Supports only custom schemes that are standard and secure, and throws for others. */
export function createProtocol(isReady: () => boolean): StandInProtocol {
  const schemes = new Map<string, NonNullable<Schemes[number]['privileges']>>()
  const handlers = new Map<string, Handler>()

  return {
    api: strict('protocol', {
      registerSchemesAsPrivileged(declared) {
        if (isReady())
          throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
        for (const { scheme, privileges = {} } of declared) {
          if (!privileges.standard || !privileges.secure) {
            throw new Error(`The stand-in for electron shows standard, secure schemes only, not ${scheme}.`)
          }
          schemes.set(scheme, privileges)
        }
      },
      handle(scheme, handler) {
        if (!isReady()) throw new Error('protocol.handle can only be used after app is ready')
        handlers.set(scheme, handler)
      },
    } satisfies StandInProtocol['api']),

    async answer(route) {
      const request = route.request()
      const url = toSchemeUrl(request.url())
      const scheme = new URL(url).protocol.slice(0, -1)
      const handler = handlers.get(scheme)
      const isFetch = ['fetch', 'xhr'].includes(request.resourceType())
      // Electron refuses fetches of a scheme without supportFetchAPI. A scheme without a handler is refused too, so nothing
      // is loaded from the web.
      if (handler === undefined || (isFetch && !schemes.get(scheme)?.supportFetchAPI)) {
        await route.abort('blockedbyclient')
        return
      }
      const response = await handler(
        new Request(url, { method: request.method(), headers: request.headers() }),
      )
      const body = Buffer.from(await response.arrayBuffer())
      await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body })
    },
  }
}
