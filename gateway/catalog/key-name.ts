import type { Provider } from './provider-registry.ts'

/** The name of the key that was used. Undefined if the provider has only one, which then needs no name. */
export function keyNameOf({ keys }: Pick<Provider, 'keys'>, keyId: string | undefined): string | undefined {
  return keys.length > 1 ? keys.find(({ id }) => id === keyId)?.name : undefined
}
