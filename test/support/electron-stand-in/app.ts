import { existsSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { App } from 'electron'
import { StrictEmitter } from './strict.ts'

export interface ClosableWindow {
  /** Closes the window. False if a listener prevented it. */
  close(): boolean
  destroy(): void
}

export interface AppSurroundings {
  /** The folder with the app's package.json, which `electron <folder>` is given too. */
  readonly appDir: string
  readonly windows: ReadonlySet<ClosableWindow>
}

type StandInAppApi = Pick<
  App,
  | 'isPackaged'
  | 'name'
  | 'setName'
  | 'setAppUserModelId'
  | 'getName'
  | 'getVersion'
  | 'getAppPath'
  | 'setPath'
  | 'getPath'
  | 'requestSingleInstanceLock'
  | 'enableSandbox'
  | 'isReady'
  | 'whenReady'
  | 'quit'
  | 'exit'
>

const events = [
  'ready',
  'activate',
  'before-quit',
  'will-quit',
  'quit',
  'second-instance',
  'window-all-closed',
]

/** Stands in for `app`. It emits the events of starting and quitting in the same order as Electron. */
export class StandInApp extends StrictEmitter implements StandInAppApi {
  readonly isPackaged = false
  sandboxed = false
  userModelId = ''
  name: string
  private readonly version: string
  private readonly surroundings: AppSurroundings
  private readonly paths = new Map<string, string>()
  private readonly ready = Promise.withResolvers<void>()
  private started = false
  private quitting = false

  constructor(surroundings: AppSurroundings) {
    super(events)
    this.surroundings = surroundings
    const about: unknown = JSON.parse(readFileSync(join(surroundings.appDir, 'package.json'), 'utf8'))
    const { name, version } = about as { name: string; version: string }
    this.name = name
    this.version = version
  }

  setName(name: string): void {
    this.name = name
  }

  /** Only Windows uses the id. */
  setAppUserModelId(id: string): void {
    this.userModelId = id
  }

  getName(): string {
    return this.name
  }

  getVersion(): string {
    return this.version
  }

  getAppPath(): string {
    return this.surroundings.appDir
  }

  setPath(name: string, path: string): void {
    if (!['userData', 'sessionData'].includes(name))
      throw new Error(`The stand-in for electron has no path ${name}.`)
    if (!existsSync(path)) throw new Error(`Failed to set path '${name}': ${path} does not exist`)
    this.paths.set(name, path)
  }

  getPath(name: Parameters<App['getPath']>[0]): string {
    const path = this.paths.get(name)
    if (path === undefined) throw new Error(`The stand-in for electron has no path ${name} until it is set.`)
    return path
  }

  /**
   * The first program writes its pid to a file. A later one finds it, and leaves a message in another file, which the first
   * one reads.
   */
  requestSingleInstanceLock(): boolean {
    const dir = this.getPath('userData')
    const lock = join(dir, 'stand-in.lock')
    const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
    if (owner !== 0 && isRunning(owner)) {
      const message = { argv: process.argv, workingDirectory: process.cwd() }
      writeFileSync(join(dir, `second-${process.pid}.instance`), JSON.stringify(message))
      return false
    }
    writeFileSync(lock, String(process.pid))
    watch(dir, { persistent: false }, (_kind, file) => this.readSecondInstance(join(dir, String(file))))
    return true
  }

  enableSandbox(): void {
    if (this.started) throw new Error('app.enableSandbox() can only be called before app is ready')
    this.sandboxed = true
  }

  isReady(): boolean {
    return this.started
  }

  whenReady(): Promise<void> {
    return this.ready.promise
  }

  quit(): void {
    setImmediate(() => {
      if (this.emitPreventable('before-quit')) return
      this.quitting = true
      const stayed = [...this.surroundings.windows].filter(window => !window.close())
      if (stayed.length > 0 || this.emitPreventable('will-quit')) {
        this.quitting = false
        return
      }
      this.leave(0)
    })
  }

  exit(exitCode = 0): void {
    for (const window of [...this.surroundings.windows]) window.destroy()
    this.leave(exitCode)
  }

  /** Called after the main module has been evaluated, because Electron is ready only then. */
  becomeReady(): void {
    this.started = true
    this.emit('ready', {}, {})
    this.ready.resolve()
  }

  /** Electron quits by itself if there is no listener. */
  noteWindowClosed(): void {
    if (this.surroundings.windows.size > 0 || this.quitting) return
    if (this.listenerCount('window-all-closed') === 0) this.quit()
    else this.emit('window-all-closed')
  }

  private leave(exitCode: number): void {
    this.emit('quit', {}, exitCode)
    process.exit(exitCode) // Playwright's own exit handler ends the browser's process
  }

  private readSecondInstance(path: string): void {
    if (!/^second-\d+\.instance$/.test(basename(path)) || !existsSync(path)) return
    const text = readFileSync(path, 'utf8')
    if (text === '') return // the file was only created: another event follows when it is written
    rmSync(path)
    const { argv, workingDirectory } = JSON.parse(text) as { argv: string[]; workingDirectory: string }
    this.emit('second-instance', {}, argv, workingDirectory, undefined)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
