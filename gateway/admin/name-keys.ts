import { keyNameOf } from '../catalog/key-name.ts'
import type { Provider } from '../catalog/provider-registry.ts'
import type { HealthReport } from '../contract/health.ts'

interface AboutKey {
  readonly providerId: string | null
  readonly keyId: string | null
}

/** The report with keys by their names, because their ids say nothing to a person. An only key has no name. */
export function nameKeys(
  report: HealthReport,
  get: (providerId: string) => Pick<Provider, 'keys'> | undefined,
): HealthReport {
  const named = <View extends AboutKey>(view: View): View => ({ ...view, keyId: nameOf(view, get) })
  return { ...report, subjects: report.subjects.map(named), events: report.events.map(named) }
}

function nameOf(
  { providerId, keyId }: AboutKey,
  get: (providerId: string) => Pick<Provider, 'keys'> | undefined,
): string | null {
  const provider = providerId === null ? undefined : get(providerId)
  if (!provider || keyId === null) return null
  // Keys of one account cool down together, which is then said of their group.
  const isGroup = provider.keys.some(({ quotaGroup }) => quotaGroup === keyId)
  return keyNameOf(provider, keyId) ?? (isGroup ? keyId : null)
}
