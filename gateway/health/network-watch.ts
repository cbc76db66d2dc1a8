// Whether this machine has a network at all. Where it has none, no provider is to blame.
import { lookup } from 'node:dns/promises'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

export interface NetworkWatchDeps {
  readonly readMs: () => number
  /** As `os.networkInterfaces`. */
  readonly interfaces?: () => NodeJS.Dict<readonly Pick<NetworkInterfaceInfo, 'address' | 'internal'>[]>
  /** Rejects if the name cannot be resolved. Costs nothing at any provider. */
  readonly resolveName?: (host: string) => Promise<unknown>
  readonly changed: (isOffline: boolean) => void
}

export type NetworkWatch = ReturnType<typeof createNetworkWatch>

const offlineCodes: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'])
const togetherWithinMs = 10_000
const hostsAtMost = 8
const lookEveryMs = 2000

export function createNetworkWatch(deps: NetworkWatchDeps) {
  const { readMs, interfaces = networkInterfaces, resolveName = lookup, changed } = deps
  /** The hosts that could not be reached lately and nothing since, with the time of the last failure. */
  const unreached = new Map<string, number>()
  let isOffline = false
  let timer: NodeJS.Timeout | undefined
  let isLooking = false

  function becomeOffline(): void {
    if (isOffline) return
    isOffline = true
    timer = setInterval(() => void look(), lookEveryMs).unref()
    changed(true)
  }

  function becomeOnline(): void {
    unreached.clear()
    if (!isOffline) return
    isOffline = false
    clearInterval(timer)
    changed(false)
  }

  /** Notices that the network is back, without asking any provider. */
  async function look(): Promise<void> {
    if (isLooking || !hasNetwork(interfaces())) return
    isLooking = true
    try {
      const [host] = unreached.keys()
      if (host !== undefined) await resolveName(host)
      becomeOnline()
    } catch {
      // It is not back yet.
    } finally {
      isLooking = false
    }
  }

  return {
    get isOffline(): boolean {
      return isOffline
    },

    /** Whether a failure to connect means that this machine has no network. */
    isOfflineFailure(error: unknown): boolean {
      const host = unreachedHost(error)
      if (host === undefined) return false
      const nowMs = readMs()
      unreached.delete(host)
      unreached.set(host, nowMs)
      for (const [each, atMs] of unreached)
        if (nowMs - atMs > togetherWithinMs || unreached.size > hostsAtMost) unreached.delete(each)
      if (unreached.size > 1 || !hasNetwork(interfaces())) becomeOffline()
      return isOffline
    },

    /** To be called when a server on another machine has answered. */
    reached(): void {
      if (isOffline || unreached.size > 0) becomeOnline()
    },

    close(): void {
      clearInterval(timer)
    },
  }
}

/** An address of one's own link leads nowhere else. */
function hasNetwork(found: ReturnType<NonNullable<NetworkWatchDeps['interfaces']>>): boolean {
  return Object.values(found).some(addresses =>
    addresses?.some(({ address, internal }) => !internal && !/^(169\.254\.|fe80:)/i.test(address)),
  )
}

const depthAtMost = 8

/** The host that a failure to connect names, if it is of the kind that a missing network brings about. */
function unreachedHost(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > depthAtMost) return undefined
  if ('code' in error && offlineCodes.has(error.code)) {
    const host = 'hostname' in error ? error.hostname : 'address' in error ? error.address : undefined
    if (typeof host !== 'string' || isOwn(host)) return undefined
    return host.slice(0, 256).toLowerCase()
  }
  // Where a name has several addresses, Node gives the failure of each: https://nodejs.org/api/net.html#socketconnectoptions-connectlistener
  const inner = error instanceof AggregateError ? error.errors.slice(0, depthAtMost) : []
  for (const each of [...inner, error.cause]) {
    const host = unreachedHost(each, depth + 1)
    if (host !== undefined) return host
  }
  return undefined
}

function isOwn(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
