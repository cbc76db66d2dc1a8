import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

/**
 * True if the address is a unicast address of the public internet. False for what no such address is: names, addresses with a
 * zone, and all that the registries list for other purposes:
 * https://www.iana.org/assignments/iana-ipv4-special-registry and https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%')) return false
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4')
    case 6:
      // IPv4 addresses in another form (::ffff:0:0/96, ::/96, NAT64), link-local and unique local ones are outside of this.
      return globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6')
    default:
      return false
  }
}

/**
 * True if the address is this machine's own, or of a network that one of its interfaces is in. With IPv6, the machines of a home
 * network have public addresses.
 */
export function isOwnNetwork(address: string): boolean {
  const own = new BlockList()
  for (const interfaces of Object.values(networkInterfaces()))
    for (const { address: base, cidr, family } of interfaces ?? []) {
      const prefix = Number(cidr?.split('/')[1] ?? (family === 'IPv6' ? 128 : 32))
      own.addSubnet(base, prefix, family === 'IPv6' ? 'ipv6' : 'ipv4')
    }
  return own.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** https://www.iana.org/assignments/ipv6-address-space */
const globalUnicast = listOf([['2000::', 3]])

const special = listOf([
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // between a provider and its customers
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // Azure's own services, on every machine there
  ['169.254.0.0', 16], // link-local, with the metadata services of most clouds
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocols
  ['192.0.2.0', 24], // documentation
  ['192.31.196.0', 24], // AS112
  ['192.52.193.0', 24], // AMT
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['192.175.48.0', 24], // AS112
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and the broadcast address
  ['2001::', 23], // protocols: Teredo, ORCHID
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4, which holds an IPv4 address
  ['2620:4f:8000::', 48], // AS112
  ['3fff::', 20], // documentation
])

function listOf(subnets: readonly (readonly [address: string, prefix: number])[]): BlockList {
  const list = new BlockList()
  for (const [address, prefix] of subnets)
    list.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return list
}
