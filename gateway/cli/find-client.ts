import type { ClientView } from '../contract/admin.ts'
import { CommandError } from './command.ts'

/**
 * The client of this id or name. A name may be taken again after a revocation: the one in use is meant then. Throws
 * CommandError where there is none.
 */
export function findClient(clients: readonly ClientView[], wanted: string): ClientView {
  const matches = clients.filter(({ id, name }) => id === wanted || name === wanted)
  const found = matches.find(({ revokedAtMs }) => revokedAtMs === null) ?? matches[0]
  if (found === undefined) throw new CommandError(`There is no client token "${wanted}".`)
  return found
}
