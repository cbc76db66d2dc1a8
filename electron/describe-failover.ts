import type { FailoverView } from '../gateway/contract/failovers.ts'

/** For the tray: 'openai is out, lab/llama answers'. Undefined if nothing is out. */
export function describeFailovers([first, ...others]: readonly FailoverView[]): string | undefined {
  if (first === undefined) return undefined
  const more = others.length === 0 ? '' : `, ${others.length} more out`
  return `${whoIsOut(first)}, ${first.to} answers${more}`
}

/** For a notification, whose title must be short. */
export function failoverNotification(failover: FailoverView): {
  readonly title: string
  readonly body: string
} {
  const { target, to, route, reason } = failover
  const through = route === null ? '' : ` for ${route}`
  return {
    title: whoIsOut(failover),
    body: `${to} answers in place of ${target}${through}. ${reason}`.trim(),
  }
}

/** One outage has one key, however often it is read. */
export function failoverKey({ providerId, sinceMs }: FailoverView): string {
  return `${providerId ?? ''} ${sinceMs}`
}

function whoIsOut({ providerId }: FailoverView): string {
  return providerId === null ? 'No network' : `${providerId} is out`
}
