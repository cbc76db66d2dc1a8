import type { ProviderKindView } from '../contract/providers.ts'
import { UsageError } from './command.ts'

/** Throws UsageError. */
export function findKind(known: readonly ProviderKindView[], wanted: string): ProviderKindView {
  const found = known.find(({ kind }) => kind === wanted)
  if (found !== undefined) return found
  throw new UsageError(`--kind is one of ${known.map(({ kind }) => kind).join(', ')}.`)
}
