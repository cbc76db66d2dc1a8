// Which models each provider has. A list is fetched when the provider is added, stored, and fetched again when it is old.
import type { Logger } from 'pino'
import type { Dispatcher } from 'undici'
import { sha256InTurns } from '../bytes/hash-in-turns.ts'
import { isRecord, parseJson } from '../bytes/json-value.ts'
import { ReadingPace } from '../bytes/relay.ts'
import type { ProviderTest } from '../contract/providers.ts'
import { GatewayError } from '../errors.ts'
import { contained, guarded, logSafely } from '../guarded.ts'
import { describeConnectionFailure } from '../network/connection-failure.ts'
import { withoutSecretInTurns } from '../redaction/without-secret.ts'
import { isDiskFull } from '../storage/sqlite-failure.ts'
import type { Provider, ProviderRegistry } from './provider-registry.ts'

export interface ModelListDeps {
  readonly dispatcher: Dispatcher
  readonly registry: ProviderRegistry
  readonly now: () => number
  readonly monotonicMs: () => number
  readonly maxAgeMs: () => number
  readonly log: Logger
}

export interface ModelLists {
  /** Fetches the list now. Stores the models, or the reason why there are none. Never rejects. */
  fetch(provider: Provider): Promise<ProviderTest>
  start(): void
  stop(): void
}

const timeoutMs = 15_000
// The longest lists in existence have about a MiB. Parsing much more would keep everything else waiting.
const pageBytes = 4 * 1024 * 1024
const pagesAtMost = 20
const lookEveryMs = 60_000

export function openModelLists(deps: ModelListDeps): ModelLists {
  const { registry, now, monotonicMs, maxAgeMs, log } = deps
  const tried = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined

  async function fetch(provider: Provider): Promise<ProviderTest> {
    const { id } = provider.record
    const startedMs = monotonicMs()
    tried.set(id, now())
    const done = (ok: boolean, models: number, message: string | null) => ({
      ok,
      models,
      latencyMs: Math.round(monotonicMs() - startedMs),
      message,
    })
    try {
      const models = await readWithAnyKey(provider, deps)
      registry.keepModels(provider, models)
      return done(true, models.length, null)
    } catch (error) {
      const message = describeFailure(error)
      log.warn({ provider: id, reason: message }, 'model list not fetched')
      keepFailure(provider, message)
      return done(false, provider.models.length, message)
    }
  }

  /** If even the reason cannot be written, the stored state stays. */
  function keepFailure(provider: Provider, message: string): void {
    contained(log, 'why a model list was not fetched could not be kept', () =>
      registry.keepModelsError(provider, message),
    )
  }

  const refreshOld = guarded(failed, () => {
    for (const provider of registry.list()) {
      const { id, modelsFetchedAtMs } = provider.record
      const ageMs = now() - Math.max(modelsFetchedAtMs ?? 0, tried.get(id) ?? 0)
      // A negative age means that the clock was ahead when the list was fetched, or is set back now.
      if (ageMs >= maxAgeMs() || ageMs < 0) fetch(provider).catch(failed)
    }
  })

  function failed(error: unknown): void {
    logSafely(log, error, 'model lists could not be brought up to date')
  }

  return {
    fetch,
    start() {
      refreshOld()
      timer = setInterval(refreshOld, lookEveryMs).unref()
    },
    stop: () => clearInterval(timer),
  }
}

/** An error of the provider, with a message for a person. */
class ModelListError extends Error {
  /** Undefined if the status says that all is well. */
  readonly status: number | undefined

  constructor(message: string, status?: number) {
    super(message)
    this.status = status
  }
}

/** Whether the list may be had with another key. */
function isOfKey(error: unknown): boolean {
  if (error instanceof GatewayError) return error.code === 'provider_locked'
  return error instanceof ModelListError && [401, 402, 403, 429].includes(error.status ?? 0)
}

function describeFailure(error: unknown): string {
  if (error instanceof ModelListError || error instanceof GatewayError) return error.message
  if (isDiskFull(error)) return 'Its list could not be kept: the disk is full.'
  const timedOut = error instanceof Error && error.name === 'TimeoutError'
  const reason = timedOut
    ? `it did not answer within ${timeoutMs / 1000} seconds`
    : describeConnectionFailure(error)
  return `It could not be reached: ${reason}.`
}

/** With the first key that the provider takes. If it takes none, rejects with the error of the first. */
async function readWithAnyKey(provider: Provider, deps: ModelListDeps): Promise<readonly string[]> {
  const keyIds = provider.keys.map(({ id }) => id)
  let failure: unknown
  for (const keyId of keyIds.length > 0 ? keyIds : [undefined])
    try {
      return await readPages(provider, keyId, deps)
    } catch (error) {
      failure ??= error
      if (!isOfKey(error)) break
    }
  throw failure
}

async function readPages(
  provider: Provider,
  keyId: string | undefined,
  deps: ModelListDeps,
): Promise<readonly string[]> {
  const use = provider.adapter.models.use?.(provider.record.baseUrl) ?? 'names'
  if (use === 'none') return []
  const models: string[] = []
  let query = ''
  for (let page = 0; page < pagesAtMost; page++) {
    const parsed = provider.adapter.models.parse(await readPage(provider, keyId, query, deps))
    if (!parsed) throw new ModelListError('It answered, but not with a list of models.')
    models.push(...parsed.ids.filter(id => id !== '' && id.length <= 256))
    if (use === 'proof') return []
    if (parsed.nextQuery === undefined) break
    query = parsed.nextQuery
  }
  return [...new Set(models)]
}

async function readPage(
  provider: Provider,
  keyId: string | undefined,
  query: string,
  deps: ModelListDeps,
): Promise<unknown> {
  const { record, adapter } = provider
  const base = new URL(record.baseUrl)
  const prefix = adapter.models.isAtRoot ? '' : base.pathname.replace(/\/+$/, '')
  const path = prefix + adapter.models.path + query
  const outgoing = { method: 'GET', url: new URL(path, base), bodySha256: () => sha256InTurns([]) }
  const credential = await deps.registry.credential(provider, outgoing, keyId)
  const { statusCode, body } = await deps.dispatcher.request({
    origin: base.origin,
    path,
    method: 'GET',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...adapter.models.headers,
      ...credential.headers,
    },
    signal: AbortSignal.timeout(timeoutMs),
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > pageBytes) throw new ModelListError('Its list of models is too large.')
    chunks.push(chunk)
  }
  const freed = await withoutSecretInTurns(Buffer.concat(chunks), credential.filter, new ReadingPace())
  const answer = parseJson(Buffer.from(freed).toString('utf8'))
  if (statusCode === 200) return answer
  throw new ModelListError(`It answered ${statusCode}${saidIn(answer)}`, statusCode)
}

function saidIn(answer: unknown): string {
  const error = isRecord(answer) ? (answer.error ?? answer.message) : undefined
  const message = isRecord(error) ? error.message : error
  return typeof message === 'string' ? `: ${message.slice(0, 300)}` : '.'
}
