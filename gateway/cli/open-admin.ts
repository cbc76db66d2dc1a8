import { setTimeout } from 'node:timers/promises'
import { AdminError } from '../contract/admin-client.ts'
import { GatewayError } from '../errors.ts'
import type { Instance } from '../lifecycle/instance-file.ts'
import type { CommandContext } from './command.ts'
import { type OpenedAdmin, openRemoteAdmin } from './remote-admin.ts'
import { findRunningInstance } from './running-instance.ts'
import { headlessDeps, homeDirOf } from './surroundings.ts'

/** An owner holds the lock a moment before it answers and a moment after: so long is waited for it. */
const patienceMs = 3000
const pollMs = 100

export interface AdminAccess extends OpenedAdmin {
  /** The owner that answers; undefined where this process holds the home itself. */
  readonly running: Instance | undefined
}

/**
 * The admin object of a home folder: the running owner's, else one of our own for as long as the command runs.
 * Throws GatewayError `home_locked` where an owner holds the home and does not answer.
 */
export async function openAdmin(homeFlag: string | undefined, context: CommandContext): Promise<AdminAccess> {
  const homeDir = homeDirOf(homeFlag, context.environment)
  const deadlineMs = performance.now() + patienceMs
  for (;;) {
    const remote = await openRunning(homeDir)
    if (remote !== undefined) return remote
    try {
      // Loaded here: most commands reach a running owner and need none of the gateway.
      const { openOffline } = await import('../index.ts')
      // What a person must know, the command says itself.
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

/** Runs `use` with the admin object and gives the home back whatever happens. */
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

async function openRunning(homeDir: string): Promise<AdminAccess | undefined> {
  const running = findRunningInstance(homeDir)
  if (running === undefined) return undefined
  const remote = openRemoteAdmin(running)
  if (await isAnsweredBy(running, remote)) return { ...remote, running }
  await remote.close()
  return undefined
}

/** False where the noted port is closed, or another program's: then the note is out of date. */
async function isAnsweredBy(instance: Instance, { admin }: OpenedAdmin): Promise<boolean> {
  try {
    return (await admin.readStatus({})).pid === instance.pid
  } catch (error) {
    return error instanceof AdminError && error.code !== 'admin_unauthorized'
  }
}
