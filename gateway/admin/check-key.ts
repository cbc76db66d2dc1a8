import { GatewayError } from '../errors.ts'
import type { ProviderAdapter } from '../providers/adapter.ts'

/** Throws `input_invalid` if there is no key and the provider needs one. */
export function checkOptionalKey(
  key: string | undefined,
  adapter: ProviderAdapter,
  baseUrl: string,
): string | undefined {
  if (key !== undefined) return checkKey(key, adapter, baseUrl)
  if (adapter.keyRequired) throw invalid('This kind of provider needs a key.')
  return undefined
}

/** The key as it is stored, from what a person pasted. Throws `input_invalid`, which never shows the key. */
export function checkKey(key: string, { readKey }: ProviderAdapter, baseUrl: string): string {
  // The key becomes the value of a header, which must not hold the line end that is often pasted along.
  const trimmed = key.trim()
  const read = readKey?.(trimmed, baseUrl)
  if (read !== undefined) return read
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw invalid('The key holds characters that no key has.')
  return trimmed
}

function invalid(reason: string): GatewayError {
  return new GatewayError('input_invalid', { reason })
}
