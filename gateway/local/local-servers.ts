// The servers of one's own: found, watched, and made usable. Nothing is sent to them but questions that load no model, and
// nothing but one such question to a server that has not said what it is.
import type { Logger } from 'pino'
import type { Dispatcher } from 'undici'
import { sha256InTurns } from '../bytes/hash-in-turns.ts'
import type { Provider, ProviderRegistry } from '../catalog/provider-registry.ts'
import type { Config } from '../config/schema.ts'
import { guarded, logSafely } from '../guarded.ts'
import { describeConnectionFailure } from '../network/connection-failure.ts'
import { serverOf } from '../providers/base-url.ts'
import type { LocalReading } from '../providers/local-kind.ts'
import { createAdoption } from './adopt-servers.ts'
import { askServer } from './ask-server.ts'
import type { LocalAddress } from './local-addresses.ts'
import { type LocalPlace, localPlaces, urlAt } from './local-places.ts'
import { type KnownDetails, type Look, lookAtServer } from './look-at-server.ts'

export interface LocalServersDeps {
  readonly addresses: readonly LocalAddress[] | undefined
  readonly dispatcher: Dispatcher
  readonly registry: ProviderRegistry
  readonly config: () => Pick<Config, 'localServers' | 'port' | 'adminPort'>
  /** Fetches a provider's list of models, because it has changed. Never rejects. */
  readonly fetchModels: (provider: Provider) => Promise<unknown>
  /** Called when a name of a model stands for another one than before: it was pulled anew. */
  readonly onReplaced: () => void
  readonly monotonicMs: () => number
  readonly log: Logger
}

export interface LocalServer {
  readonly place: LocalPlace
  /** What it said at the last look. Undefined if it did not answer then, or something else did. */
  readonly reading: LocalReading | undefined
  /** True if something else answered at its address. */
  readonly isStranger: boolean
  /** Why there is no reading, as a sentence without a full stop. */
  readonly problem: string | undefined
}

const lookEveryMs = 30_000
/** What has not answered by then counts as unknown. */
const lookWithinMs = 8000
/** Who asks more often is told what is known. */
const freshMs = 2000

export class LocalServers {
  readonly #deps: LocalServersDeps
  readonly #stop = new AbortController()
  /** What is known of models, by server. */
  readonly #details = new Map<string, KnownDetails>()
  readonly #adopt: () => Promise<void>
  #servers: readonly LocalServer[] = []
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #looking: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(deps: LocalServersDeps) {
    this.#deps = deps
    const adoptServers = createAdoption(deps)
    this.#adopt = () => adoptServers(this.#servers)
  }

  /** Begins to look every 30 seconds. Does nothing where no addresses are known. */
  start(): void {
    if (this.#deps.addresses === undefined) return
    const watch = guarded(this.#failed, () => void this.refresh())
    watch()
    this.#timer = setInterval(watch, lookEveryMs).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#stop.abort()
  }

  /** What was seen at the last look. */
  get seen(): readonly LocalServer[] {
    return this.#servers
  }

  /** Looks, unless the last look is at most two seconds old. */
  async list(): Promise<readonly LocalServer[]> {
    if (this.#deps.monotonicMs() - this.#lookedAtMs > freshMs) {
      await this.#look()
      // Lists of models may take longer, and nobody has to wait for them here.
      if (this.#timer !== undefined) this.#adopt().catch(this.#failed)
    }
    return this.#servers
  }

  /** Looks, makes what was found usable, and brings lists of models up to date. Never rejects. */
  async refresh(): Promise<void> {
    try {
      await this.#looking
      await this.#look()
      if (!this.#stop.signal.aborted) await this.#adopt()
    } catch (error) {
      this.#failed(error)
    }
  }

  /** The server at an address that `list` gave. Undefined if there is none. */
  find(baseUrl: string): LocalServer | undefined {
    return this.#servers.find(({ place }) => place.baseUrl === baseUrl)
  }

  /** The server of a provider. Undefined if it is none of one's own, or was not looked at yet. */
  serverOf({ record }: { readonly record: { readonly baseUrl: string } }): LocalServer | undefined {
    const server = serverOf(record.baseUrl)
    return this.#servers.find(({ place }) => serverOf(place.baseUrl) === server)
  }

  /** The provider at a place. It may have been added after the place was looked at. */
  providerAt({ baseUrl, provider }: LocalPlace): Provider | undefined {
    if (provider !== undefined) return provider
    const server = serverOf(baseUrl)
    return this.#deps.registry.list().find(({ record }) => serverOf(record.baseUrl) === server)
  }

  /** The providers without those that were found and at whose address something else listens now. */
  withoutStrangers(providers: readonly Provider[]): readonly Provider[] {
    if (!this.#servers.some(({ isStranger }) => isStranger)) return providers
    return providers.filter(({ record }) => !record.isFound || this.serverOf({ record })?.isStranger !== true)
  }

  /** The key of a provider that a person set up. If it is locked, the server is asked without it. */
  async headersFor({ provider, baseUrl, adapter }: LocalPlace): Promise<Readonly<Record<string, string>>> {
    if (provider === undefined || provider.record.kind !== adapter.kind) return {}
    const request = { method: 'GET', url: new URL(baseUrl), bodySha256: () => sha256InTurns([]) }
    const credential = this.#deps.registry.credential(provider, request)
    return await credential.then(({ headers }) => headers).catch(() => ({}))
  }

  readonly #failed = (error: unknown): void => {
    if (this.#stop.signal.aborted) return
    logSafely(this.#deps.log, error, 'servers on this machine could not be looked for')
  }

  #look(): Promise<void> {
    this.#looking ??= this.#lookAtAll().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async #lookAtAll(): Promise<void> {
    const { addresses = [], registry, config, monotonicMs } = this.#deps
    const { localServers, port, adminPort } = config()
    const places = localPlaces(localServers === 'off' ? [] : addresses, registry.list(), [port, adminPort])
    const looked = await Promise.all(places.map(place => this.#lookAt(place)))
    if (this.#stop.signal.aborted) return
    const seen = new Set(this.#servers.map(({ place }) => serverOf(place.baseUrl)))
    // A place where nothing was ever seen is not a server. One that is gone is still shown, as what it was.
    this.#servers = looked.filter(
      ({ place, reading }) => reading || place.provider || seen.has(serverOf(place.baseUrl)),
    )
    this.#lookedAtMs = monotonicMs()
    const kept = new Set(this.#servers.map(({ place }) => serverOf(place.baseUrl)))
    for (const server of this.#details.keys()) if (!kept.has(server)) this.#details.delete(server)
  }

  async #lookAt(place: LocalPlace): Promise<LocalServer> {
    const server = serverOf(place.baseUrl)
    const known: KnownDetails = this.#details.get(server) ?? new Map()
    this.#details.set(server, known)
    const headers = await this.headersFor(place)
    const stop = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(lookWithinMs)])
    const ask = (path: string, body?: object) => {
      const question = { url: urlAt(place.baseUrl, path), headers, ...(body && { body }) }
      return askServer(this.#deps.dispatcher, question, stop)
    }
    const look = await lookAtServer(place.local, ask, known)
    const reading = look.type === 'running' ? look.reading : undefined
    return { place, reading, isStranger: look.type === 'stranger', problem: problemOf(look, place) }
  }
}

function problemOf(look: Look, { adapter }: LocalPlace): string | undefined {
  switch (look.type) {
    case 'running':
      return undefined
    case 'stranger':
      return `what answers there is not ${adapter.name}`
    case 'silent': {
      const { error } = look
      const isSlow = error instanceof Error && error.name === 'TimeoutError'
      return isSlow ? 'it does not answer' : describeConnectionFailure(error)
    }
    default:
      return look satisfies never
  }
}
