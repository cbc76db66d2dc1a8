import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { GatehouseBridge } from '../../../electron/ipc/contract.ts'
import { test as base, expect } from '../fixtures.ts'
import type { DesktopProgram, Program } from '../support/program.ts'
import type { StandInProgram } from '../support/stand-in-program.ts'

export { expect } from '../fixtures.ts'

declare global {
  interface Window {
    readonly gatehouse?: GatehouseBridge
  }
}

interface DesktopFixtures {
  /** Whether the Linux session says that it shows tray icons. Elsewhere there always is a place for them. */
  readonly trayHost: 'present' | 'absent'
  /** PATH with a `gdbus` in front that answers for the session. */
  readonly environment: NodeJS.ProcessEnv
  readonly moreEnvironment: NodeJS.ProcessEnv
  readonly desktop: DesktopProgram
}

export const test = base.extend<DesktopFixtures>({
  trayHost: ['present', { option: true }],
  moreEnvironment: [{}, { option: true }],

  environment: async ({ trayHost, moreEnvironment }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-path-'))
    const command = join(folder, 'gdbus')
    await writeFile(command, `#!/bin/sh\necho "(${trayHost === 'present'},)"\n`)
    await chmod(command, 0o755)
    await use({ PATH: `${folder}${delimiter}${process.env.PATH}`, ...moreEnvironment })
    await rm(folder, { recursive: true, force: true })
  },

  desktop: async ({ program, gateway }, use) => {
    if (!isDesktop(program)) throw new Error('This spec is for the desktop app.')
    // The gateway serves before there is a menu, a tray or a window; this line is printed after all of them.
    await expect.poll(() => program.output()).toContain(`Gatehouse is listening on ${gateway.gatewayUrl}\n`)
    await use(program)
  },
})

/** For what no person can do in a real Electron from outside: clicking in a tray, a key store in a chosen state. */
export const standInTest = test.extend<{ readonly standIn: StandInProgram }>({
  standIn: async ({ desktop }, use) => {
    if (!isStandIn(desktop)) throw new Error('This spec is for the stand-in.')
    await use(desktop)
  },
})

function isDesktop(program: Program): program is DesktopProgram {
  return 'evaluate' in program
}

function isStandIn(program: DesktopProgram): program is StandInProgram {
  return 'probe' in program
}
