import type { Outcome } from '../../../gateway/contract/chat.ts'
import {
  type RequestFilter,
  type RequestQuery,
  requestKinds,
  requestSorts,
} from '../../../gateway/contract/request-list.ts'
import {
  type AddressState,
  choiceParameter,
  choicesParameter,
  listParameter,
  numberParameter,
  textParameter,
} from '../../components/address-state.ts'
import { outcomes } from '../../components/outcome-badge.tsx'
import { atWallClock, wallClock } from '../../format/wall-clock.ts'

export const timeRanges = ['all', '24h', '7d', '30d', 'month', 'custom'] as const
export type TimeRange = (typeof timeRanges)[number]

/** What the outcome filter offers: each outcome, and all at once that are no complete answer. */
export const outcomeChoices = ['failures', ...outcomes] as const

/** What the requests screen keeps in the address. Other screens link into it with `addressQuery(requestAddress, …)`. */
export const requestAddress = {
  range: choiceParameter(timeRanges, 'all'),
  /** Instants in milliseconds, for the range `custom`. */
  from: numberParameter(),
  to: numberParameter(),
  kind: choicesParameter(requestKinds),
  outcome: choicesParameter(outcomeChoices),
  error: listParameter(),
  /** Budgets that refused. */
  budget: listParameter(),
  model: listParameter(),
  client: listParameter(),
  provider: listParameter(),
  team: listParameter(),
  person: listParameter(),
  project: listParameter(),
  search: textParameter(),
  sort: choiceParameter(requestSorts, 'time'),
  order: choiceParameter(['falling', 'rising'], 'falling'),
}

export type RequestListState = AddressState<typeof requestAddress>

/** Everything that narrows the list, emptied. */
export const noFilters = {
  range: 'all',
  from: null,
  to: null,
  kind: [],
  outcome: [],
  error: [],
  budget: [],
  model: [],
  client: [],
  provider: [],
  team: [],
  person: [],
  project: [],
  search: '',
} as const satisfies Partial<RequestListState>

export function hasFilters(state: RequestListState): boolean {
  const { range, search, kind, outcome, error, budget } = state
  const { model, client, provider, team, person, project } = state
  const lists = [kind, outcome, error, budget, model, client, provider, team, person, project]
  return range !== 'all' || search !== '' || lists.some(list => list.length > 0)
}

export type RequestOrder = Pick<RequestQuery, 'sort' | 'ascending'>

export function orderOf({ sort, order }: RequestListState): RequestOrder {
  return { sort, ascending: order === 'rising' }
}

/** The conditions that a state means at an instant, with months of a zone. What does not narrow the list is left out. */
export function filterOf(state: RequestListState, nowMs: number, zone: string): RequestFilter {
  const { search } = state
  const lists = {
    kinds: state.kind,
    outcomes: outcomesOf(state.outcome),
    errorCodes: state.error,
    refusedBy: state.budget,
    models: state.model,
    clientIds: state.client,
    providerIds: state.provider,
    teamIds: state.team,
    personIds: state.person,
    projects: state.project,
  }
  return {
    ...spanOf(state, nowMs, zone),
    ...Object.fromEntries(Object.entries(lists).filter(([, chosen]) => chosen.length > 0)),
    ...(search.trim() === '' ? {} : { search: search.trim().slice(0, mostSearched) }),
  }
}

const mostSearched = 256
const hourMs = 3_600_000

function spanOf(
  { range, from, to }: RequestListState,
  nowMs: number,
  zone: string,
): Pick<RequestFilter, 'fromMs' | 'toMs'> {
  switch (range) {
    case 'all':
      return {}
    case '24h':
      return { fromMs: nowMs - 24 * hourMs }
    case '7d':
      return { fromMs: nowMs - 7 * 24 * hourMs }
    case '30d':
      return { fromMs: nowMs - 30 * 24 * hourMs }
    case 'month':
      return { fromMs: atWallClock(`${wallClock(nowMs, zone).slice(0, 7)}-01T00:00`, zone) ?? nowMs }
    case 'custom':
      return { ...(from !== null && { fromMs: from }), ...(to !== null && { toMs: to }) }
    default:
      return range satisfies never
  }
}

function outcomesOf(chosen: RequestListState['outcome']): readonly Outcome[] {
  const all = chosen.flatMap(choice =>
    choice === 'failures' ? outcomes.filter(outcome => outcome !== 'completed') : [choice],
  )
  return [...new Set(all)]
}
