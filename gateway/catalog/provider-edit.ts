// How a provider is changed. Everything but its id can be.
import { GatewayError } from '../errors.ts'
import { serverOf } from '../providers/base-url.ts'
import { defaultKeyName, type KeyChangesDeps, sealKey } from './key-changes.ts'
import type { Provider } from './provider-registry.ts'

export interface ProviderEdit {
  readonly kind: string
  /** Checked. */
  readonly baseUrl: string
  /** Undefined if none was entered. */
  readonly key: string | undefined
}

/**
 * Whether the provider would be another one, which its keys are not for: they would be sent to another server, or in another
 * way.
 */
export function isAnotherServer(
  { record }: Pick<Provider, 'record'>,
  { kind, baseUrl }: Pick<ProviderEdit, 'kind' | 'baseUrl'>,
): boolean {
  return record.kind !== kind || new URL(record.baseUrl).origin !== new URL(baseUrl).origin
}

export function createProviderEdit({ rows, vault, now, stored, keys, changes }: KeyChangesDeps) {
  return {
    /**
     * Changes a provider. Prices of one's own stay. Its keys stay only if the server stays: a key must never be sent to another
     * one because an address was edited. A key that was entered takes the place of the first. Throws `provider_unknown`, and
     * `vault_unavailable` if the key cannot be sealed; then nothing has changed.
     */
    async edit(provider: Provider, { kind, baseUrl, key }: ProviderEdit): Promise<void> {
      const { id } = provider.record
      const isOther = isAnotherServer(provider, { kind, baseUrl })
      const { name = defaultKeyName, quotaGroup = null } = (isOther ? undefined : provider.keys[0]) ?? {}
      const sealed =
        key === undefined ? undefined : await sealKey({ vault, now }, id, { name, quotaGroup, key })
      const current = stored.currentOf(provider.record)
      if (!current) throw new GatewayError('provider_unknown', { id })
      rows.change({ id, kind, baseUrl }, isOther, sealed)
      rows.removedServers.forget(serverOf(baseUrl))
      keys.forget(current)
      stored.refresh(id)
      changes.reset(id)
    },
  }
}
