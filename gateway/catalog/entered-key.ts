// A key that was entered and is not stored yet: it is used for a test, and forgotten after it.
import type { Dispatcher } from 'undici'
import type { ProviderAdapter } from '../providers/adapter.ts'
import { createSecretFilter } from '../redaction/secret-filter.ts'
import { openAccessTokens } from './access-tokens.ts'
import { credentialHeaders, secretsOf } from './provider-keys.ts'
import type { CredentialMaker } from './read-model-list.ts'

export interface EnteredKey {
  readonly credentialOf: CredentialMaker
  /** The text without the key, of whatever length it is. */
  hiddenIn(text: string): string
}

/** `key`: checked. */
export function openEnteredKey(
  {
    adapter,
    baseUrl,
    key,
  }: { readonly adapter: ProviderAdapter; readonly baseUrl: string; readonly key: string },
  { dispatcher, now }: { readonly dispatcher: Dispatcher; readonly now: () => number },
): EnteredKey {
  const owner = { adapter, record: { id: adapter.kind, baseUrl } }
  const tokens = openAccessTokens(dispatcher, now)
  const parts = adapter.secretsIn?.(key) ?? [key]
  return {
    async credentialOf(request) {
      const headers = await credentialHeaders(owner, { id: 'entered' }, key, request, { tokens, now })
      const [first, ...others] = [...secretsOf(adapter, key), ...tokens.sentTo('entered')]
      const filter = first === undefined ? undefined : createSecretFilter(first, ...others)
      return { keyId: undefined, headers, filter }
    },
    // A filter only finds long keys: a short one may be a common word, which must not be struck out of a whole list.
    hiddenIn: text => parts.reduce((freed, part) => freed.replaceAll(part, '*'.repeat(part.length)), text),
  }
}
