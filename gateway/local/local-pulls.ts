// The models that are being installed on servers of one's own, and those that were lately.
import { setTimeout as wait } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import type { ProviderRegistry } from '../catalog/provider-registry.ts'
import type { ModelOfServer, PullView } from '../contract/local.ts'
import { GatewayError } from '../errors.ts'
import { describeConnectionFailure } from '../network/connection-failure.ts'
import type { PullLayer, PullStep } from '../providers/local-kind.ts'
import { withoutSecret } from '../redaction/without-secret.ts'
import { urlAt } from './local-places.ts'
import type { LocalServer, LocalServers } from './local-servers.ts'
import { PullRefusedError, pullModel } from './pull-model.ts'

export interface LocalPullsDeps {
  readonly dispatcher: Dispatcher
  readonly registry: Pick<ProviderRegistry, 'secretOf'>
  readonly servers: Pick<LocalServers, 'headersFor' | 'refresh'>
  readonly now: () => number
  /** How long is waited before a pull that broke off goes on. By default a second, then two. */
  readonly againAfterMs?: number
}

const atOnce = 4
const keptEnded = 20
/** A model of more files is nonsense. */
const mostLayers = 1000
/** Tries in a row that brought nothing. */
const vainTries = 3

interface Pull extends ModelOfServer {
  readonly startedAtMs: number
  readonly stop: AbortController
  readonly layers: Map<string, PullLayer>
  state: PullView['state']
  status: string
  message: string | null
  vain: number
}

export class LocalPulls {
  readonly #deps: LocalPullsDeps
  #pulls: readonly Pull[] = []

  constructor(deps: LocalPullsDeps) {
    this.#deps = deps
  }

  list(): readonly PullView[] {
    return this.#pulls.map(view)
  }

  /** Begins a pull, or gives the one that runs. Throws `local_pull_refused`. */
  start(server: LocalServer, model: string): PullView {
    const { baseUrl } = server.place
    const running = this.#pulls.filter(({ state }) => state === 'running')
    const same = running.find(each => isSame(each, { baseUrl, model }))
    if (same) return view(same)
    if (server.place.local.pull === undefined) {
      throw refused(`${server.place.adapter.name} installs its models by itself`)
    }
    if (running.length >= atOnce) throw refused('four models are being installed already')
    const pull: Pull = {
      baseUrl,
      model,
      startedAtMs: this.#deps.now(),
      stop: new AbortController(),
      layers: new Map(),
      state: 'running',
      status: '',
      message: null,
      vain: 0,
    }
    const others = this.#pulls.filter(each => each.state === 'running' || !isSame(each, pull))
    const ended = others.filter(({ state }) => state !== 'running').slice(-keptEnded + 1)
    this.#pulls = [...others.filter(each => each.state === 'running' || ended.includes(each)), pull]
    void this.#run(pull, server)
    return view(pull)
  }

  /** Throws `local_pull_refused` if there is no such pull. One that has ended stays as it is. */
  cancel(wanted: ModelOfServer): PullView {
    const pull = this.#pulls.findLast(each => isSame(each, wanted))
    if (pull === undefined) throw refused('it is not being installed')
    if (pull.state === 'running') {
      pull.state = 'cancelled'
      pull.stop.abort()
    }
    return view(pull)
  }

  /** Ends all that run. The servers keep what they have. */
  stop(): void {
    for (const pull of this.#pulls) if (pull.state === 'running') this.cancel(pull)
  }

  /** Never rejects. */
  async #run(pull: Pull, server: LocalServer): Promise<void> {
    try {
      await this.#pullUntilDone(pull, server)
      if (pull.state === 'running') pull.state = 'done'
    } catch (error) {
      if (pull.state !== 'running') return
      pull.message = await this.#describe(error, server)
      pull.state = 'failed'
    }
    await this.#deps.servers.refresh()
  }

  /** A pull that breaks off is begun again: the server goes on where it was. */
  async #pullUntilDone(pull: Pull, { place }: LocalServer): Promise<void> {
    const { dispatcher, servers, againAfterMs = 1000 } = this.#deps
    const { signal } = pull.stop
    const { local, baseUrl } = place
    if (local.pull === undefined) return
    const url = urlAt(baseUrl, local.pull.path)
    for (;;) {
      try {
        const headers = await servers.headersFor(place)
        const question = { url, headers, model: pull.model, pull: local.pull }
        return await pullModel(dispatcher, question, step => note(pull, step), signal)
      } catch (error) {
        pull.vain++
        if (signal.aborted || error instanceof PullRefusedError || pull.vain >= vainTries) throw error
        await wait(againAfterMs * pull.vain, undefined, { signal })
      }
    }
  }

  async #describe(error: unknown, { place }: LocalServer): Promise<string> {
    if (!(error instanceof PullRefusedError)) {
      return `The connection to ${place.adapter.name} broke off: ${describeConnectionFailure(error)}.`
    }
    const { provider } = place
    const secret = provider && (await this.#deps.registry.secretOf(provider).catch(() => undefined))
    return Buffer.from(withoutSecret(Buffer.from(error.message), secret)).toString('utf8')
  }
}

function note(pull: Pull, step: PullStep): void {
  if (step.type !== 'progress') return
  const { status, layer } = step
  pull.status = status
  if (layer === undefined) return
  const before = pull.layers.get(layer.digest)
  if (before === undefined && pull.layers.size >= mostLayers) return
  if (layer.completedBytes > (before?.completedBytes ?? 0)) pull.vain = 0
  pull.layers.set(layer.digest, layer)
}

function view({ baseUrl, model, state, status, message, startedAtMs, layers }: Pull): PullView {
  const files = [...layers.values()]
  const sum = (bytes: (layer: PullLayer) => number) =>
    Math.min(
      files.reduce((total, file) => total + bytes(file), 0),
      Number.MAX_SAFE_INTEGER,
    )
  return {
    baseUrl,
    model,
    state,
    status,
    completedBytes: sum(({ completedBytes }) => completedBytes),
    totalBytes: files.length === 0 ? null : sum(({ totalBytes }) => totalBytes),
    message,
    startedAtMs,
  }
}

function isSame(one: ModelOfServer, other: ModelOfServer): boolean {
  return one.baseUrl === other.baseUrl && one.model === other.model
}

function refused(reason: string): GatewayError {
  return new GatewayError('local_pull_refused', { reason })
}
