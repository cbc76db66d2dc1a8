// The places where a server of one's own is or may be: providers that are set up, and addresses where one is looked for. Pure.
import type { Provider } from '../catalog/provider-registry.ts'
import type { ProviderAdapter } from '../providers/adapter.ts'
import { isOnOwnNetwork, serverOf } from '../providers/base-url.ts'
import { adapterOf } from '../providers/index.ts'
import type { LocalKind } from '../providers/local-kind.ts'
import type { LocalAddress } from './local-addresses.ts'

export interface LocalPlace {
  readonly adapter: ProviderAdapter
  readonly local: LocalKind
  readonly baseUrl: string
  /** See `LocalAddress`. */
  readonly contextTokens: number | undefined
  /** The provider at this address, of whatever kind. Undefined if there is none. */
  readonly provider: Provider | undefined
}

/**
 * Each server once. A provider that is set up decides about its address. The gateway's own ports are left out: it answers
 * there itself.
 */
export function localPlaces(
  addresses: readonly LocalAddress[],
  providers: readonly Provider[],
  ownPorts: readonly number[],
): readonly LocalPlace[] {
  const places = new Map<string, LocalPlace>()
  for (const provider of providers) {
    const { adapter, record } = provider
    const { local } = adapter
    if (local === undefined || !isOnOwnNetwork(record.baseUrl)) continue
    const server = serverOf(record.baseUrl)
    if (places.has(server)) continue
    const contextTokens = addresses.find(({ baseUrl }) => serverOf(baseUrl) === server)?.contextTokens
    places.set(server, { adapter, local, baseUrl: record.baseUrl, contextTokens, provider })
  }
  for (const { kind, baseUrl, contextTokens } of addresses) {
    const adapter = adapterOf(kind)
    const server = serverOf(baseUrl)
    const isOurs = ownPorts.some(port => server === `localhost:${port}`)
    if (adapter?.local === undefined || isOurs || places.has(server)) continue
    const provider = providers.find(({ record }) => serverOf(record.baseUrl) === server)
    places.set(server, { adapter, local: adapter.local, baseUrl, contextTokens, provider })
  }
  return [...places.values()]
}

/** The URL of a path from the root of the server. The base URL of some kinds ends in /v1. */
export function urlAt(baseUrl: string, path: string): URL {
  const { origin, pathname } = new URL(baseUrl)
  return new URL(pathname.replace(/\/+$/, '').replace(/\/v1$/, '') + path, origin)
}
