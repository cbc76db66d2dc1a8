import { setTimeout } from 'node:timers/promises'
import { AdminError } from '../contract/admin-client.ts'
import { GatewayError } from '../errors.ts'
import type { Instance } from '../lifecycle/instance-file.ts'
import type { CommandContext } from './command.ts'
import { type OpenedAdmin, openRemoteAdmin } from './remote-admin.ts'
import { findRunningInstance } from './running-instance.ts'
import { headlessDeps, homeDirOf } from './surroundings.ts'

/**
 * A gateway holds the lock of its home folder for a moment before it answers requests and after it has stopped answering.
 * A command waits this long for that moment to pass.
 */
const patienceMs = 3000
const pollMs = 100

export interface AdminAccess extends OpenedAdmin {
  /** The running gateway that answers; undefined if this process has opened the home folder itself. */
  readonly running: Instance | undefined
}

/**
 * The admin object of a home folder. If a gateway runs on it, its admin object is used; else this process opens the home
 * folder itself until the command ends. Throws GatewayError `home_locked` if another process holds the home folder and
 * does not answer.
 */
export async function openAdmin(homeFlag: string | undefined, context: CommandContext): Promise<AdminAccess> {
  const homeDir = homeDirOf(homeFlag, context.environment)
  const deadlineMs = performance.now() + patienceMs
  for (;;) {
    const remote = await openRunning(homeDir)
    if (remote !== undefined) return remote
    try {
      // Imported only here, because most commands talk to a running gateway and need none of this code.
      const { openOffline } = await import('../index.ts')
      // No log: the command itself prints what a person has to know.
      const chosen = { overrides: {}, sandbox: false, logLevel: 'silent' } as const
      const offline = await openOffline(headlessDeps(context, homeDir, chosen))
      return { ...offline, running: undefined }
    } catch (error) {
      const ownerMayAnswerSoon = error instanceof GatewayError && error.code === 'home_locked'
      if (!ownerMayAnswerSoon || performance.now() > deadlineMs) throw error
    }
    await setTimeout(pollMs)
  }
}

/** Runs `use` with the admin object, and closes it again whether `use` succeeds or fails. */
export async function withAdmin<T>(
  homeFlag: string | undefined,
  context: CommandContext,
  use: (access: AdminAccess) => Promise<T>,
): Promise<T> {
  const access = await openAdmin(homeFlag, context)
  try {
    return await use(access)
  } finally {
    await access.close()
  }
}

/** The admin object of the gateway that runs on the home folder and answers. Undefined if none does. */
export async function openRunning(homeDir: string): Promise<AdminAccess | undefined> {
  const running = findRunningInstance(homeDir)
  if (running === undefined) return undefined
  const remote = openRemoteAdmin(running)
  if (await isAnsweredBy(running, remote)) return { ...remote, running }
  await remote.close()
  return undefined
}

/** False if instance.json is out of date: its port is closed, or another program listens there now. */
async function isAnsweredBy(instance: Instance, { admin }: OpenedAdmin): Promise<boolean> {
  try {
    return (await admin.readStatus({})).pid === instance.pid
  } catch (error) {
    return error instanceof AdminError && error.code !== 'admin_unauthorized'
  }
}
