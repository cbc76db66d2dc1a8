import type { AdminApi } from '../../contract/admin.ts'
import type { BudgetScope, BudgetView } from '../../contract/budgets.ts'
import { budgetOptions, type NamedScope, parseBudget } from '../budget-options.ts'
import { modeText, resetText, setText, spentText } from '../budget-words.ts'
import type { Command } from '../command.ts'
import { findBudget } from '../find-budget.ts'
import { findClient } from '../find-client.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { type Column, formatTable, printableJson } from '../table.ts'
import { amountText } from '../words.ts'

const columns: readonly Column<BudgetView>[] = [
  { title: 'BUDGET', text: budget => budget.title },
  { title: 'MODE', text: modeText },
  { title: 'LIMIT', text: ({ rule }) => amountText(rule.limit, rule.unit), align: 'end' },
  { title: 'SPENT', text: spentText, align: 'end' },
  { title: 'HELD', text: ({ rule, held }) => amountText(held, rule.unit), align: 'end' },
  { title: 'LEFT', text: ({ rule, left }) => amountText(left, rule.unit), align: 'end' },
  { title: 'RESETS', text: resetText },
  { title: 'ID', text: budget => budget.id },
]

const set: Command = {
  words: 'budget set',
  usage: [
    '--scope all|team:NAME|person:NAME|client:NAME|provider:ID|model:NAME|project:NAME',
    '    (--window day|week|month [--zone IANA] [--week-start monday..sunday] [--month-start 1..31] | --rolling HOURS)',
    '      (--usd N | --tokens N)',
    '    | --bucket [--refill-per-second N] (--tokens N | --requests N) | --at-once N',
    '    [--mode hard|soft|shadow] [--strict] [--at-cap finish|cut]',
  ].join('\n  '),
  summary: [
    "Limit what is spent in a window (the zone is this machine's unless given), in any span of so many hours, at a",
    'pace (a bucket fills again within a minute unless told), or the requests at once. hard refuses, soft lets pass',
    'and tells, shadow only counts what hard would have refused. --strict holds the true worst case of a request;',
    '--at-cap cut ends an answer where nothing is left. Requests are counted by a bucket only.',
  ].join('\n      '),
  async run(args, context) {
    const values = parseCommand(args, budgetOptions)
    const wanted = parseBudget(values, Intl.DateTimeFormat().resolvedOptions().timeZone)
    await withAdmin(values.home, context, async ({ admin }) => {
      const scope = await resolveScope(admin, wanted.scope)
      const budget = await admin.setBudget({ ...wanted, scope })
      context.print(values.json ? printableJson(budget) : setText(budget))
      if (!(await isKnown(admin, scope))) {
        context.note(`Nothing of ${wanted.scope.kind}:${wanted.scope.name} is known yet: is it spelt right?`)
      }
    })
    return 0
  },
}

const list: Command = {
  words: 'budget list',
  usage: '',
  summary: 'The budgets: limit, spent, held by running requests, left, and when they reset.',
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    const budgets = await withAdmin(home, context, ({ admin }) => admin.listBudgets({}))
    if (json) context.print(printableJson(budgets))
    else for (const line of formatTable(columns, budgets)) context.print(line)
    return 0
  },
}

const remove: Command = {
  words: 'budget remove',
  usage: 'NAME-or-ID',
  summary: 'Lift a budget, by its name, by the short form of it, such as team:lab/month, or by its ID.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['NAME-or-ID'])
    const [wanted = ''] = operands
    await withAdmin(home, context, async ({ admin }) => {
      const budget = findBudget(await admin.listBudgets({}), wanted)
      await admin.removeBudget({ id: budget.id })
      context.print(json ? printableJson({ removed: budget.id }) : `Removed "${budget.title}".`)
    })
    return 0
  },
}

export const budgetCommands = [set, list, remove] as const

async function resolveScope(admin: AdminApi, { kind, name }: NamedScope): Promise<BudgetScope> {
  if (kind === 'all') return { kind }
  if (kind !== 'client') return { kind, id: name }
  return { kind, id: findClient(await admin.listClients({}), name).id }
}

/**
 * Whether what the budget is for exists. A budget may be set before its provider, person or team exists, but the name may
 * also be misspelt, and then the budget would never limit anything.
 */
async function isKnown(admin: AdminApi, scope: BudgetScope): Promise<boolean> {
  switch (scope.kind) {
    case 'provider':
      return (await admin.listProviders({})).some(({ id }) => id === scope.id)
    case 'person':
      return (await admin.listClients({})).some(({ personId }) => personId === scope.id)
    case 'team':
      return (await admin.listClients({})).some(({ teamId }) => `${teamId ?? ''}/`.startsWith(`${scope.id}/`))
    default:
      // 'all', a client that was found already, or a name that cannot be checked because only callers use it.
      return true
  }
}
