import type { Page } from '@playwright/test'
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import type { ClosableWindow } from './app.ts'
import { requireKnown, StrictEmitter, strict } from './strict.ts'
import { type ContentsSurroundings, StandInWebContents } from './web-contents.ts'

export interface WindowSurroundings extends Omit<ContentsSurroundings, 'invoke'> {
  readonly windows: Set<StandInWindow>
  readonly openPage: (size: { width: number; height: number }) => Promise<Page>
  readonly isReady: () => boolean
  readonly isSandboxed: () => boolean
  readonly onClosed: () => void
  readonly invoke: (
    sender: object,
    ...message: Parameters<ContentsSurroundings['invoke']>
  ) => ReturnType<ContentsSurroundings['invoke']>
}

type WindowApi = Pick<
  BrowserWindow,
  'loadURL' | 'show' | 'hide' | 'focus' | 'isMinimized' | 'restore' | 'isVisible' | 'isDestroyed' | 'destroy'
>

const events = ['ready-to-show', 'close', 'closed', 'session-end']
const windowOptions = [
  'name',
  'windowStatePersistence',
  'title',
  'width',
  'height',
  'minWidth',
  'minHeight',
  'show',
  'autoHideMenuBar',
  'backgroundColor',
  'webPreferences',
]
const webPreferences = [
  'preload',
  'sandbox',
  'contextIsolation',
  'nodeIntegration',
  'webviewTag',
  'devTools',
  'spellcheck',
]

/** A window that is a real page of a real Chromium. What only a window manager could do is stored in fields. */
export class StandInWindow extends StrictEmitter implements WindowApi, ClosableWindow {
  readonly webContents: StandInWebContents
  readonly options: BrowserWindowConstructorOptions
  visible: boolean
  focusedTimes = 0
  private readonly surroundings: WindowSurroundings
  private destroyed = false

  constructor(options: BrowserWindowConstructorOptions, surroundings: WindowSurroundings) {
    super(events)
    requireUsable(options, surroundings)
    const { width = 800, height = 600, show = true, webPreferences: preferences = {} } = options
    this.options = options
    this.surroundings = surroundings
    this.visible = show
    const page = surroundings.openPage({ width, height })
    const contents = new StandInWebContents(page, preferences.preload, {
      ...surroundings,
      invoke: (...message) => surroundings.invoke(this.webContents, ...message),
    })
    contents.once('dom-ready', () => this.emit('ready-to-show'))
    this.webContents = strict('webContents', contents)
    surroundings.windows.add(this)
    void page.then(opened => opened.on('close', () => this.noteClosed()))
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  show(): void {
    this.visible = true
    this.focusedTimes += 1
  }

  hide(): void {
    this.visible = false
  }

  focus(): void {
    this.focusedTimes += 1
  }

  isVisible(): boolean {
    return this.visible
  }

  isMinimized(): boolean {
    return false
  }

  restore(): void {}

  isDestroyed(): boolean {
    return this.destroyed
  }

  close(): boolean {
    if (this.emitPreventable('close')) return false
    this.destroy()
    return true
  }

  destroy(): void {
    this.noteClosed()
    void this.webContents.closePage()
  }

  private noteClosed(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.surroundings.windows.delete(this)
    this.emit('closed')
    this.surroundings.onClosed()
  }
}

/** Throws for options that the stand-in ignores, or that would make a window less safe than Electron's defaults. */
function requireUsable(options: BrowserWindowConstructorOptions, surroundings: WindowSurroundings): void {
  if (!surroundings.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
  requireKnown('window option', options, windowOptions)
  const preferences = options.webPreferences ?? {}
  requireKnown('web preference', preferences, webPreferences)
  const { sandbox = true, contextIsolation = true, nodeIntegration, webviewTag } = preferences
  const sandboxed = sandbox || surroundings.isSandboxed()
  if (!sandboxed || !contextIsolation || nodeIntegration || webviewTag) {
    throw new Error('The stand-in for electron has sandboxed, isolated windows only.')
  }
}
