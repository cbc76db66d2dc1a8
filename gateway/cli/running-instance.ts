import { type Instance, readInstance } from '../lifecycle/instance-file.ts'
import { CommandError } from './command.ts'

/**
 * The owner noted in `instance.json`; undefined where none is noted, or where the one noted is dead. Throws
 * CommandError where the note names another machine.
 */
export function findRunningInstance(homeDir: string): Instance | undefined {
  const noted = readInstance(homeDir)
  if (noted === undefined || !isAlive(noted.pid) || !URL.canParse(noted.adminUrl)) return undefined
  const { protocol, hostname } = new URL(noted.adminUrl)
  if (protocol !== 'http:' || hostname !== '127.0.0.1') {
    throw new CommandError(
      `instance.json in ${homeDir} names another machine, so its token was not sent: remove it.`,
    )
  }
  return noted
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false // a whole group, or everybody, to kill(2)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
