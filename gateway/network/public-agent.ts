import { lookup as lookUp } from 'node:dns/promises'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { guarded } from '../guarded.ts'
import { isOwnNetwork, isPublicAddress } from './public-address.ts'

/** The ways into the network, which tests replace by their own. What they lead to is checked in between. */
export interface PublicNetwork {
  /** All addresses of a name. Rejects as node:dns does. */
  readonly resolve: (hostname: string) => Promise<readonly string[]>
  /** Makes a connector that finds the addresses of names by `lookup` alone. */
  readonly createConnector: (lookup: LookupFunction) => buildConnector.connector
}

export const publicNetwork: PublicNetwork = {
  async resolve(hostname) {
    const found = await lookUp(hostname, { all: true })
    return found.map(({ address }) => address)
  },
  createConnector: lookup => buildConnector({ allowH2: false, timeout: 10_000, lookup }),
}

/** The name, or the address in a URL, is not of the public internet. */
export class AddressRefused extends Error {}

/**
 * An agent that connects to public addresses only. The addresses that were checked are those that it connects to: a name is
 * looked up once, so that its server cannot give one answer to the check and another one to the connection. It follows no
 * redirects and has no timeouts of its own. To be destroyed after use.
 */
export function createPublicAgent(network: PublicNetwork): Agent {
  return new Agent({
    allowH2: false,
    connect(options, callback) {
      const failed = (error: unknown) =>
        callback(error instanceof Error ? error : new Error('not connected'), null)
      const connected = guarded(failed, (error: Error | null, socket: Socket | null) => {
        if (socket) callback(null, socket)
        else failed(error)
      })
      const connect = guarded(failed, (addresses: readonly string[]) =>
        network.createConnector(answering(addresses))(options, connected),
      )
      checkedAddresses(options.hostname, network).then(connect, failed)
    },
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 1,
  })
}

/** One address that is not public refuses them all, because nobody knows which one would be used. */
async function checkedAddresses(hostname: string, { resolve }: PublicNetwork): Promise<readonly string[]> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) ? [host] : await resolve(host)
  const isSafe = (address: string) => isPublicAddress(address) && !isOwnNetwork(address)
  if (addresses.length === 0 || !addresses.every(isSafe)) throw new AddressRefused(host)
  return addresses
}

/** Node does not ask for the addresses of a host that is one itself: that was checked as it is. */
function answering(addresses: readonly string[]): LookupFunction {
  const found = addresses.map(address => ({ address, family: isIP(address) }))
  return (_hostname, { all }, callback) => {
    const [first = { address: '', family: 0 }] = found
    if (all) callback(null, found)
    else callback(null, first.address, first.family)
  }
}
