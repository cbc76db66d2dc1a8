import { enLocal } from '../../i18n/en-local.ts'

type Capability = keyof typeof enLocal.local.capability

/** Those that the window has a word for. */
export function knownCapabilities(capabilities: readonly string[]): readonly Capability[] {
  const isKnown = (each: string): each is Capability => Object.hasOwn(enLocal.local.capability, each)
  return capabilities.filter(isKnown)
}
