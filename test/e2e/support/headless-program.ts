import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { readInstance } from './instance.ts'
import { type LaunchOptions, type Program, projectDir, spawnProcess } from './program.ts'

/** The built headless program and a browser's page on its dashboard. */
export function launchHeadless(
  { homeDir, flags, environment }: LaunchOptions,
  openPage: () => Promise<Page>,
): Program {
  const main = join(projectDir, 'out/main/headless.js')
  const args = [main, '--home', homeDir, ...flags]
  const { child, exited, output, kill } = spawnProcess(process.execPath, args, environment)
  const program: Program = {
    pid: child.pid ?? 0,
    exited,
    output,
    async page() {
      const { adminUrl, adminToken } = await readInstance(homeDir, program)
      const page = await openPage()
      await page.goto(`${adminUrl}/#token=${adminToken}`)
      return page
    },
    close: kill,
  }
  return program
}
