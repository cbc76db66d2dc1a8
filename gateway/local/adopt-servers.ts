import type { Provider } from '../catalog/provider-registry.ts'
import { serverOf } from '../providers/base-url.ts'
import type { LocalReading } from '../providers/local-kind.ts'
import type { LocalPlace } from './local-places.ts'
import type { LocalServer, LocalServersDeps } from './local-servers.ts'

/**
 * Returns a function that makes found servers usable: each becomes a provider, unless a person removed it or set up a provider
 * at its address. A provider's list of models is fetched when the server's models change, and `onReplaced` is called when a name
 * stands for another model than before.
 */
export function createAdoption(
  deps: Pick<LocalServersDeps, 'registry' | 'config' | 'fetchModels' | 'onReplaced' | 'log'>,
): (servers: readonly LocalServer[]) => Promise<void> {
  const { registry, fetchModels, onReplaced } = deps
  /** What the server had when the list was last fetched, by provider. */
  const fetched = new Map<string, string>()
  /** The revision in which each model was seen last, by provider. A model that was removed may come back. */
  const revisions = new Map<string, Map<string, string>>()
  return async servers => {
    for (const { place, reading } of servers) {
      if (reading === undefined) continue
      const provider = providerAt(place, deps) ?? addFound(place, deps)
      if (provider === undefined || provider.record.kind !== place.adapter.kind) continue
      const { id, baseUrl } = provider.record
      const models = reading.models.map(({ name, revision }) => `${name}@${revision}`)
      const had = [baseUrl, ...models].join('\n')
      if (fetched.get(id) === had) continue
      fetched.set(id, had)
      const known = revisions.get(id) ?? new Map<string, string>()
      revisions.set(id, known)
      if (noteRevisions(reading.models, known)) onReplaced()
      await fetchModels(provider)
    }
    for (const id of fetched.keys()) {
      if (registry.get(id)) continue
      fetched.delete(id)
      revisions.delete(id)
    }
  }
}

/** True if one of the names was known in another revision. */
function noteRevisions(models: LocalReading['models'], known: Map<string, string>): boolean {
  let isReplaced = false
  for (const { name, revision } of models) {
    if (revision === undefined) continue
    const before = known.get(name)
    isReplaced ||= before !== undefined && before !== revision
    known.set(name, revision)
  }
  return isReplaced
}

function providerAt(
  { baseUrl }: LocalPlace,
  { registry }: Pick<LocalServersDeps, 'registry'>,
): Provider | undefined {
  const server = serverOf(baseUrl)
  return registry.list().find(({ record }) => serverOf(record.baseUrl) === server)
}

function addFound(
  { adapter: { kind }, baseUrl }: LocalPlace,
  { registry, config, log }: Pick<LocalServersDeps, 'registry' | 'config' | 'log'>,
): Provider | undefined {
  if (config().localServers !== 'use' || registry.wasRemoved(baseUrl)) return undefined
  const id = freeId(kind, registry)
  registry.addFound(id, kind, baseUrl)
  log.info({ provider: id, baseUrl }, 'a server on this machine was found and can be asked')
  return registry.get(id)
}

/** 'ollama', or 'ollama-2' if that name is taken. */
export function freeId(kind: string, registry: Pick<LocalServersDeps['registry'], 'get'>): string {
  let id = kind
  for (let number = 2; registry.get(id); number++) id = `${kind}-${number}`
  return id
}
