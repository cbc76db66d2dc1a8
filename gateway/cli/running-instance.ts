import { type Instance, readInstance } from '../lifecycle/instance-file.ts'
import { CommandError } from './command.ts'

/**
 * The gateway that `instance.json` of a home folder says is running. Undefined if there is no such file or the process it
 * names is dead. Throws CommandError if the file names another machine.
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
  // kill(2) takes 0 and negative numbers for groups of processes, or for all processes.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
