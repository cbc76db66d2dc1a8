import type { ClientView } from '../contract/admin.ts'
import { CommandError } from './command.ts'

/**
 * Finds a client by its id or name. After a token was revoked, its name may be given to a new one; then the one that is
 * not revoked is returned. Throws CommandError if there is none.
 */
export function findClient(clients: readonly ClientView[], wanted: string): ClientView {
  const matches = clients.filter(({ id, name }) => id === wanted || name === wanted)
  const found = matches.find(({ revokedAtMs }) => revokedAtMs === null) ?? matches[0]
  if (found === undefined) throw new CommandError(`There is no client token "${wanted}".`)
  return found
}
