import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type BrowserContext, chromium, type Page, type Route } from '@playwright/test'
import { chromiumArgs, requireChromium } from '../find-chromium.ts'

export interface StandInBrowser {
  context(): Promise<BrowserContext>
  /** A page of the app's; every other page is a pop-up that nothing asked for, and is closed. */
  newPage(size: { readonly width: number; readonly height: number }): Promise<Page>
  /** Where another Playwright reaches the same pages. */
  debuggingUrl(): Promise<string>
}

/** The Chromium behind the windows, started with the first one. */
export function createBrowser(
  profileDir: () => string,
  onRequest: (route: Route, page: Page | undefined) => Promise<void>,
): StandInBrowser {
  const ours = new WeakSet<Page>()
  let opening = 0
  let launched: Promise<BrowserContext> | undefined

  const portFile = () => join(profileDir(), 'DevToolsActivePort')

  const launch = async (): Promise<BrowserContext> => {
    rmSync(portFile(), { force: true }) // an earlier run's
    const context = await chromium.launchPersistentContext(profileDir(), {
      executablePath: requireChromium(),
      args: [...chromiumArgs, '--remote-debugging-port=0'],
      colorScheme: null,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    })
    context.on('page', page => {
      if (opening === 0 && !ours.has(page)) void page.close()
    })
    await context.route('**/*', route => onRequest(route, pageOf(route)))
    return context
  }

  const context = () => {
    launched ??= launch()
    return launched
  }

  return {
    context,
    async newPage(size) {
      const shared = await context()
      opening += 1
      const page = await shared.newPage()
      ours.add(page)
      opening -= 1
      await page.setViewportSize(size)
      return page
    },
    async debuggingUrl() {
      await context()
      return `http://127.0.0.1:${await readPort(portFile())}`
    },
  }
}

/** Undefined for the first request of a pop-up, which has no page yet. */
function pageOf(route: Route): Page | undefined {
  try {
    return route.request().frame().page()
  } catch {
    return undefined
  }
}

/** Chromium writes it when its debugging port is open. */
async function readPort(file: string): Promise<string> {
  for (;;) {
    const [port = ''] = (await readFile(file, 'utf8').catch(() => '')).split('\n')
    if (port !== '') return port
    await delay(10)
  }
}
