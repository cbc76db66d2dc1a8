import type { Outcome } from '../../../gateway/contract/chat.ts'
import type { FlowPath } from '../../../gateway/contract/flows.ts'
import { type RequestKind, withoutName } from '../../../gateway/contract/request-list.ts'
import type { FailureCount, FailureKind, SpendDimension } from '../../../gateway/contract/spend.ts'
import { routeHash } from '../../components/route-hash.ts'

/** The filters of the requests screen that other screens set, by their names in its address. */
export interface RequestsFilter {
  readonly kind?: RequestKind | readonly RequestKind[]
  readonly outcome?: Outcome | readonly (Outcome | 'failures')[]
  readonly error?: readonly string[]
  /** The id of a budget that refused them. */
  readonly budget?: string
  readonly provider?: string
  readonly model?: string
  readonly client?: string | readonly string[]
  readonly team?: string
  readonly person?: string
  readonly project?: string
  /** Milliseconds since 1970. */
  readonly from?: number
  readonly to?: number
}

/** The address of the requests that match. */
export function requestsHash({ from, to, ...filter }: RequestsFilter): string {
  const query = new URLSearchParams()
  if (from !== undefined || to !== undefined) query.set('range', 'custom')
  if (from !== undefined) query.set('from', String(from))
  if (to !== undefined) query.set('to', String(to))
  for (const [name, value] of Object.entries(filter)) {
    for (const text of typeof value === 'string' ? [value] : value) query.append(name, text)
  }
  return routeHash({ screen: 'requests', requestId: null, query: query.toString() })
}

/** Those of them that the figures of the overview count: requests for answers of real providers. */
export function countedHash(filter: RequestsFilter): string {
  return requestsHash({ kind: 'provider', ...filter })
}

const failureOutcomes: Readonly<Record<FailureKind, readonly Outcome[]>> = {
  budget: ['over-budget', 'cut'],
  'no-price': ['no-price'],
  'unknown-model': ['rejected'],
  refused: ['rejected'],
  provider: ['upstream-failed'],
  'broken-off': ['truncated', 'recovered'],
  left: ['client-gone', 'stopped'],
}

/** Two kinds of failures have the same outcome. They differ in their errors, of which there are only a few in any range. */
export function failureFilter({ kind, errorCodes }: FailureCount): RequestsFilter {
  const outcome = failureOutcomes[kind]
  return kind === 'unknown-model' || kind === 'refused' ? { outcome, error: errorCodes } : { outcome }
}

/** The filter for one group of a chart of spend. Undefined where the log knows none. */
export function groupFilter(by: SpendDimension, id: string | null): RequestsFilter | undefined {
  if (id === null)
    return by === 'team' || by === 'person' || by === 'project' ? { [by]: withoutName } : undefined
  if (by !== 'model') return { [by]: id }
  const slash = id.indexOf('/')
  return { provider: id.slice(0, slash), model: id.slice(slash + 1) }
}

/** The ids of the clients of a bar in the picture of ways. Several where a name was given again after its token had been revoked. */
export function clientsNamed(name: string, paths: readonly FlowPath[]): readonly string[] {
  return [
    ...new Set(paths.flatMap(({ client, clientId }) => (client === name && clientId ? [clientId] : []))),
  ]
}
