// Which requests of the log are meant, as options: the filters that the window has, by the same names.
import type { AdminApi } from '../contract/admin.ts'
import { outcomes } from '../contract/chat.ts'
import { type RequestFilter, requestKinds } from '../contract/request-list.ts'
import { CommandError, UsageError } from './command.ts'
import { findBudget } from './find-budget.ts'
import { oneOf } from './parse-command.ts'

export const logFilterOptions = {
  from: 'text',
  to: 'text',
  kind: 'texts',
  outcome: 'texts',
  error: 'texts',
  'refused-by': 'texts',
  client: 'texts',
  provider: 'texts',
  model: 'texts',
  team: 'texts',
  person: 'texts',
  project: 'texts',
  search: 'text',
} as const

export const logFilterHelp = [
  'FILTER is --from TIME or --to TIME (2026-11-24, or 2026-11-24T09:30, here), --search TEXT, or, as often as wanted,',
  '--kind provider|sandbox|question, --outcome NAME|failures, --error CODE, --refused-by BUDGET, --client NAME,',
  '--provider ID, --model NAME, --team NAME, --person NAME, --project NAME; a team, person or project of - is none.',
] as const

export type LogFilterOptions = {
  readonly [Name in keyof typeof logFilterOptions]?:
    | ((typeof logFilterOptions)[Name] extends 'texts' ? readonly string[] : string)
    | undefined
}

/** Throws UsageError, or CommandError for a client or a budget that there is not. */
export async function readLogFilter(options: LogFilterOptions, admin: AdminApi): Promise<RequestFilter> {
  const { from, to, search } = options
  const lists = {
    kinds: options.kind?.map(kind => oneOf(kind, requestKinds, '--kind')),
    outcomes: options.outcome?.flatMap(toOutcomes),
    errorCodes: options.error,
    providerIds: options.provider,
    models: options.model,
    teamIds: options.team,
    personIds: options.person,
    projects: options.project,
    clientIds: options.client && (await toClientIds(options.client, admin)),
    refusedBy: options['refused-by'] && (await toBudgetIds(options['refused-by'], admin)),
  }
  return {
    ...(from !== undefined && { fromMs: toInstant(from, '--from') }),
    ...(to !== undefined && { toMs: toInstant(to, '--to') }),
    ...Object.fromEntries(Object.entries(lists).filter(([, chosen]) => chosen !== undefined)),
    ...(search !== undefined && { search }),
  }
}

function toOutcomes(text: string) {
  const chosen = oneOf(text, ['failures', ...outcomes], '--outcome')
  return chosen === 'failures' ? outcomes.filter(outcome => outcome !== 'completed') : [chosen]
}

/** A client that is gone is still in the log, and a name may have been given to several, one after the other. */
async function toClientIds(wanted: readonly string[], admin: AdminApi): Promise<readonly string[]> {
  const logged = (await admin.readRequestNames({})).clients
  const known = [...(await admin.listClients({})), ...logged]
  return [...new Set(wanted.flatMap(text => idsOf(text, known)))]
}

function idsOf(text: string, clients: readonly { readonly id: string; readonly name: string }[]) {
  const found = clients.filter(({ id, name }) => id === text || name === text)
  if (found.length === 0) throw new CommandError(`There is no client token "${text}".`)
  return found.map(({ id }) => id)
}

/** A budget that is gone can only be told by its id. */
async function toBudgetIds(wanted: readonly string[], admin: AdminApi): Promise<readonly string[]> {
  const budgets = await admin.listBudgets({})
  return wanted.map(text => (/^bud_[0-9a-f-]{36}$/.test(text) ? text : findBudget(budgets, text).id))
}

/** The beginning of a day, or a minute or second, in this machine's time zone. */
function toInstant(text: string, option: string): number {
  const [, day, time = '00:00'] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?))?$/.exec(text) ?? []
  const atMs = new Date(`${day}T${time}`).getTime()
  if (Number.isNaN(atMs))
    throw new UsageError(`${option} takes a time such as 2026-11-24 or 2026-11-24T09:30.`)
  return Math.max(0, atMs)
}
