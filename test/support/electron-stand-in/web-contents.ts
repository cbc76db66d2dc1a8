import type { Page, Route } from '@playwright/test'
import type { WebContents } from 'electron'
import { installPreload } from './preload.ts'
import { originOf, toSchemeUrl, toWebUrl } from './scheme-urls.ts'
import type { StandInSession } from './session.ts'
import { StrictEmitter, strict } from './strict.ts'

export interface ContentsSurroundings {
  readonly session: StandInSession
  readonly invoke: (frame: object, channel: string, parameters: readonly unknown[]) => Promise<unknown>
  readonly onPreloadError: (message: string) => void
}

type WindowOpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0]

const events = ['dom-ready', 'did-finish-load', 'will-navigate', 'will-redirect', 'will-attach-webview']

export class StandInWebContents extends StrictEmitter {
  /** Resolves when a page has been loaded completely for the first time. */
  readonly loaded: Promise<unknown>
  private readonly surroundings: ContentsSurroundings
  private readonly ready: Promise<Page>
  private page: Page | undefined
  private windowOpenHandler: WindowOpenHandler | undefined
  private loading: string | undefined

  constructor(page: Promise<Page>, preloadPath: string | undefined, surroundings: ContentsSurroundings) {
    super(events)
    this.surroundings = surroundings
    this.loaded = new Promise(resolve => this.once('did-finish-load', resolve))
    this.ready = page.then(async opened => {
      this.page = opened
      opened.on('domcontentloaded', () => this.emit('dom-ready'))
      opened.on('load', () => this.emit('did-finish-load'))
      const chromium = await opened.context().newCDPSession(opened)
      chromium.on('Page.windowOpen', ({ url }) => this.askToOpen(url))
      await installPreload(chromium, preloadPath, {
        invoke: (channel, parameters) => surroundings.invoke(this.topFrame(), channel, parameters),
        onError: surroundings.onPreloadError,
      })
      return opened
    })
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.windowOpenHandler = handler
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.ready
    const webUrl = toWebUrl(url)
    await this.surroundings.session.enforce(page.context(), new URL(webUrl).origin, url)
    this.loading = webUrl
    try {
      await page.goto(webUrl)
    } finally {
      this.loading = undefined
    }
  }

  getURL(): string {
    return this.page === undefined ? '' : toSchemeUrl(this.page.url())
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const page = await this.ready
    return page.evaluate(code)
  }

  async closePage(): Promise<void> {
    const page = await this.ready
    await page.close()
  }

  owns(page: Page | undefined): boolean {
    return page !== undefined && page === this.page
  }

  /**
   * Whether the page may go to an address. It may if the main process itself loads the address. About any other address of
   * the main frame, listeners of `will-navigate` decide.
   */
  mayNavigate(route: Route): boolean {
    const request = route.request()
    if (!request.isNavigationRequest() || request.url() === this.loading) return true
    const isMainFrame = request.frame() === this.page?.mainFrame()
    return (
      !isMainFrame || !this.emitPreventable('will-navigate', { url: toSchemeUrl(request.url()), isMainFrame })
    )
  }

  private topFrame(): object {
    const url = this.getURL()
    return strict('frame', { url, origin: originOf(url), parent: null })
  }

  /** Asks the handler about a pop-up. Throws if the handler allows it, because the stand-in always closes pop-ups. */
  private askToOpen(url: string): void {
    const details = { url: toSchemeUrl(url), frameName: '', features: '', disposition: 'new-window' }
    const answer = this.windowOpenHandler && Reflect.apply(this.windowOpenHandler, undefined, [details])
    if (answer?.action !== 'deny') throw new Error(`The stand-in for electron opens no pop-ups: ${url}`)
  }
}
