import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Browser, chromium, type Page } from '@playwright/test'
import type { ControlReply, ControlRequest } from '../../support/electron-stand-in/control.ts'
import type { StandInProbe } from '../../support/electron-stand-in/electron.ts'
import { type DesktopProgram, type LaunchOptions, projectDir, spawnProcess } from './program.ts'

export interface StandInProgram extends DesktopProgram {
  /** The same, with what the stand-in keeps for tests. */
  probe<Result>(run: (standIn: StandInProbe) => Result | Promise<Result>): Promise<Result>
  probe<Parameter, Result>(
    run: (standIn: StandInProbe, parameter: Parameter) => Result | Promise<Result>,
    parameter: Parameter,
  ): Promise<Result>
}

export const standInRunner = join(projectDir, 'test/support/electron-stand-in/run.ts')

/** The built desktop app on the stand-in for Electron; its pages are driven over their Chromium's debugging port. */
export function launchStandIn({ homeDir, flags, environment }: LaunchOptions): StandInProgram {
  const args = [standInRunner, projectDir, '--home', homeDir, ...flags]
  const { child, exited, output, kill } = spawnProcess(process.execPath, args, environment, 'ipc')
  let browser: Promise<Browser> | undefined

  const ask = (target: ControlRequest['target'], run: (...given: never[]) => unknown, parameter: unknown) => {
    const request: ControlRequest = { id: randomUUID(), target, source: run.toString(), parameter }
    const answer = Promise.withResolvers<never>()
    const fail = () => answer.reject(new Error(`The program has ended:\n${output()}`))
    const listen = (reply: ControlReply) => {
      if (reply.id !== request.id) return
      child.off('message', listen)
      if ('error' in reply) answer.reject(new Error(reply.error))
      else answer.resolve(reply.value as never)
    }
    child.on('message', listen)
    void exited.then(fail)
    if (child.connected) child.send(request)
    else fail()
    return answer.promise
  }

  const connect = async () => {
    const url = await ask('standIn', (standIn: StandInProbe) => standIn.debuggingUrl(), undefined)
    return chromium.connectOverCDP(url)
  }

  return {
    pid: child.pid ?? 0,
    exited,
    output,
    evaluate: (run: (...given: never[]) => unknown, parameter?: unknown) => ask('electron', run, parameter),
    probe: (run: (...given: never[]) => unknown, parameter?: unknown) => ask('standIn', run, parameter),
    async page() {
      browser ??= connect()
      const page = await firstAppPage(await browser)
      await page.waitForLoadState()
      return page
    },
    async close() {
      await (await browser?.catch(() => undefined))?.close()
      // Ending by itself it takes its Chromium along, which killed alone would still write to the home.
      const left = ask('electron', ({ app }: typeof import('electron')) => app.exit(0), undefined)
      await Promise.race([left.catch(() => exited), delay(5000)])
      await kill()
    },
  }
}

async function firstAppPage(browser: Browser): Promise<Page> {
  for (;;) {
    const pages = browser.contexts().flatMap(context => context.pages())
    const page = pages.find(candidate => candidate.url().startsWith('https://'))
    if (page !== undefined) return page
    await delay(20)
  }
}
