import type { NewProviderKey } from '../../../gateway/contract/providers.ts'

/** The key form's fields as they are typed. */
export interface KeyFields {
  readonly name: string
  /** Empty for a key with limits of its own. */
  readonly quotaGroup: string
  readonly key: string
}

/** What the gateway takes for the name of a key and of a quota group. */
export function isKeyLabel(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,31}$/.test(text.trim())
}

export function toNewKey(providerId: string, { name, quotaGroup, key }: KeyFields): NewProviderKey {
  const group = quotaGroup.trim()
  return { providerId, name: name.trim(), key, ...(group === '' ? {} : { quotaGroup: group }) }
}
