import type { SubjectHealthView } from '../../../gateway/contract/health.ts'
import type { ProviderView } from '../../../gateway/contract/providers.ts'

/** The names of the stored keys that the provider refuses, with what it said. */
export function refusedKeys(
  { id, keys }: Pick<ProviderView, 'id' | 'keys'>,
  subjects: readonly SubjectHealthView[],
): ReadonlyMap<string, string> {
  const refused = new Map<string, string>()
  for (const { providerId, keyId, state, reason } of subjects) {
    if (providerId !== id || state !== 'locked') continue
    // A provider's only key has no name in a report.
    const key = keys.find(({ name }) => name === keyId) ?? (keyId === null ? keys[0] : undefined)
    if (key?.state === 'stored') refused.set(key.name, reason)
  }
  return refused
}

/** Whether none of its stored keys is accepted, so that the provider cannot be asked. */
export function isRefused(
  { keys }: Pick<ProviderView, 'keys'>,
  refused: ReadonlyMap<string, string>,
): boolean {
  const stored = keys.filter(({ state }) => state === 'stored')
  return stored.length > 0 && stored.every(({ name }) => refused.has(name))
}
