import { _electron } from '@playwright/test'
import { findElectron } from './find-electron.ts'
import { type DesktopProgram, type LaunchOptions, projectDir, watchProcess } from './program.ts'

/** The built desktop app on Electron itself. */
export async function launchElectron({
  homeDir,
  flags,
  environment,
}: LaunchOptions): Promise<DesktopProgram> {
  const executablePath = findElectron()
  if (executablePath === undefined) throw new Error('The Electron runtime is not installed.')
  // As root Chromium refuses to start with its own sandbox.
  const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({
    executablePath,
    args: [...switches, projectDir, '--home', homeDir, ...flags],
    cwd: projectDir,
    env: Object.fromEntries(
      Object.entries({ ...process.env, GATEHOUSE_LOCAL_SERVERS: 'off', ...environment }).flatMap(
        ([name, value]) => (value === undefined ? [] : [[name, value]]),
      ),
    ),
  })
  const { child, exited, output, kill } = watchProcess(app.process())
  return {
    pid: child.pid ?? 0,
    exited,
    output,
    evaluate: (run: (electron: never, parameter: never) => unknown, parameter?: unknown) =>
      app.evaluate(run as (electron: unknown, parameter: unknown) => never, parameter),
    page: async () => app.windows().find(page => !page.isClosed()) ?? app.waitForEvent('window'),
    close: kill,
  }
}
