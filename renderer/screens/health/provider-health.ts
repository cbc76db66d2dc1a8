import type { HealthState, SubjectHealthView } from '../../../gateway/contract/health.ts'

export interface ProviderHealth {
  readonly providerId: string
  /** Of its subjects, the one that most needs a person's attention. */
  readonly worst: HealthState
  /** The worst first, then by model and key. */
  readonly subjects: readonly SubjectHealthView[]
}

const worstFirst = ['locked', 'open', 'cooling', 'half-open', 'closed'] as const satisfies HealthState[]

/** Subjects by their provider, the providers that need attention first. */
export function byProvider(subjects: readonly SubjectHealthView[]): readonly ProviderHealth[] {
  const groups = Map.groupBy(subjects, ({ providerId }) => providerId)
  const providers = [...groups].map(([providerId, ofProvider]) => {
    const sorted = ofProvider.toSorted((a, b) => rank(a) - rank(b) || nameOf(a).localeCompare(nameOf(b)))
    return { providerId, worst: sorted[0]?.state ?? 'closed', subjects: sorted }
  })
  return providers.toSorted(
    (a, b) =>
      worstFirst.indexOf(a.worst) - worstFirst.indexOf(b.worst) || a.providerId.localeCompare(b.providerId),
  )
}

function rank({ state }: SubjectHealthView): number {
  return worstFirst.indexOf(state)
}

function nameOf({ model, keyId }: SubjectHealthView): string {
  return `${model ?? ''} ${keyId ?? ''}`
}
