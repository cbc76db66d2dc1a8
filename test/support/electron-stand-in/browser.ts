import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type BrowserContext, chromium, type Page, type Route } from '@playwright/test'
import { chromiumArgs, requireChromium } from '../find-chromium.ts'

export interface StandInBrowser {
  context(): Promise<BrowserContext>
  /** Opens a page for a window of the app. Any other page is an unwanted pop-up and is closed. */
  newPage(size: { readonly width: number; readonly height: number }): Promise<Page>
  /** The address at which another Playwright can connect to the same pages. */
  debuggingUrl(): Promise<string>
}

/** Manages the Chromium that shows the windows. It is started for the first window. */
export function createBrowser(
  profileDir: () => string,
  onRequest: (route: Route, page: Page | undefined) => Promise<void>,
): StandInBrowser {
  const ours = new WeakSet<Page>()
  let opening = 0
  let launched: Promise<BrowserContext> | undefined

  const portFile = () => join(profileDir(), 'DevToolsActivePort')

  const launch = async (): Promise<BrowserContext> => {
    rmSync(portFile(), { force: true }) // left by an earlier run
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

/** The page of a request. Undefined for the first request of a pop-up, which has no page yet. */
function pageOf(route: Route): Page | undefined {
  try {
    return route.request().frame().page()
  } catch {
    return undefined
  }
}

/** Waits for the file that Chromium writes when its debugging port is open. */
async function readPort(file: string): Promise<string> {
  for (;;) {
    const [port = ''] = (await readFile(file, 'utf8').catch(() => '')).split('\n')
    if (port !== '') return port
    await delay(10)
  }
}
