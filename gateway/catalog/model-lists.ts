// Which models each provider has. A list is fetched when the provider is added, stored, and fetched again when it is old.
import type { Logger } from 'pino'
import type { Dispatcher } from 'undici'
import type { ProviderTest } from '../contract/providers.ts'
import { contained, guarded, logSafely } from '../guarded.ts'
import type { ProviderAdapter } from '../providers/adapter.ts'
import { openEnteredKey } from './entered-key.ts'
import { describeFailure, listTimeoutMs, problemOf } from './model-list-problem.ts'
import type { OutgoingRequest } from './provider-keys.ts'
import type { Provider, ProviderRegistry } from './provider-registry.ts'
import { type CredentialMaker, type ListSource, listUseOf, readModelList } from './read-model-list.ts'

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
  /** Fetches the list as `fetch` does, and stores and logs nothing. Never rejects. */
  test(draft: CheckedDraft): Promise<ProviderTest>
  start(): void
  stop(): void
}

/** A provider as it may come to be. */
export interface CheckedDraft {
  readonly adapter: ProviderAdapter
  readonly baseUrl: string
  /** A key that was entered, the provider whose stored keys are for this server, or neither. */
  readonly key: string | Provider | undefined
}

const lookEveryMs = 60_000

export function openModelLists(deps: ModelListDeps): ModelLists {
  const { dispatcher, registry, now, monotonicMs, maxAgeMs, log } = deps
  const tried = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined

  async function fetch(provider: Provider): Promise<ProviderTest> {
    const { id, baseUrl } = provider.record
    const source = { adapter: provider.adapter, baseUrl, credentials: storedKeys(provider, registry) }
    const result = beginTest(source, monotonicMs)
    tried.set(id, now())
    try {
      const models = await readModelList(source, dispatcher, () => AbortSignal.timeout(listTimeoutMs))
      registry.keepModels(provider, models)
      return result.passed(models.length)
    } catch (error) {
      const message = describeFailure(error)
      log.warn({ provider: id, reason: message }, 'model list not fetched')
      keepFailure(provider, message)
      return result.failed(error, provider.models.length, message)
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
    test: draft => testDraft(draft, deps),
    start() {
      refreshOld()
      timer = setInterval(refreshOld, lookEveryMs).unref()
    },
    stop: () => clearInterval(timer),
  }
}

async function testDraft(
  { adapter, baseUrl, key }: CheckedDraft,
  deps: ModelListDeps,
): Promise<ProviderTest> {
  const entered = typeof key === 'string' ? openEnteredKey({ adapter, baseUrl, key }, deps) : undefined
  const stored = typeof key === 'object' ? storedKeys(key, deps.registry) : []
  const source = { adapter, baseUrl, credentials: entered ? [entered.credentialOf] : stored }
  const result = beginTest(source, deps.monotonicMs)
  // Somebody waits for it, so that there is one deadline for all pages.
  const signal = AbortSignal.timeout(listTimeoutMs)
  try {
    return result.passed((await readModelList(source, deps.dispatcher, () => signal)).length)
  } catch (error) {
    const message = describeFailure(error)
    return result.failed(error, 0, entered ? entered.hiddenIn(message) : message)
  }
}

/** Each is refused if the provider was changed meanwhile. */
function storedKeys(provider: Provider, registry: ProviderRegistry): readonly CredentialMaker[] {
  return provider.keys.map(
    ({ id }) =>
      (request: OutgoingRequest) =>
        registry.credential(provider, request, id),
  )
}

function beginTest(source: Pick<ListSource, 'adapter' | 'baseUrl'>, monotonicMs: () => number) {
  const startedMs = monotonicMs()
  const facts = () => ({ list: listUseOf(source), latencyMs: Math.round(monotonicMs() - startedMs) })
  return {
    passed: (models: number): ProviderTest => ({
      ...facts(),
      ok: true,
      models,
      message: null,
      problem: null,
    }),
    failed: (error: unknown, models: number, message: string): ProviderTest => ({
      ...facts(),
      ok: false,
      models,
      message,
      problem: problemOf(error),
    }),
  }
}
