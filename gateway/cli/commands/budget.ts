import type { AdminApi, BudgetLimit, BudgetScope, BudgetView } from '../../contract/admin.ts'
import { nanoUsd } from '../../contract/units.ts'
import { type Command, CommandError, UsageError } from '../command.ts'
import { findClient } from '../find-client.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand, parseInteger, required } from '../parse-command.ts'
import { type Column, formatTable, printableJson } from '../table.ts'
import { amountText, timeText } from '../words.ts'

const columns: readonly Column<BudgetView>[] = [
  { title: 'NAME', text: budget => budget.name },
  { title: 'ZONE', text: budget => budget.zone },
  { title: 'LIMIT', text: budget => amountText(limitOf(budget), budget.limit.unit), align: 'end' },
  { title: 'SPENT', text: budget => amountText(budget.settled, budget.limit.unit), align: 'end' },
  { title: 'HELD', text: budget => amountText(budget.held, budget.limit.unit), align: 'end' },
  { title: 'LEFT', text: budget => amountText(leftOf(budget), budget.limit.unit), align: 'end' },
  { title: 'RESETS', text: budget => timeText(budget.resetsAtMs, budget.zone) },
  { title: 'ID', text: budget => budget.id },
]

const set: Command = {
  words: 'budget set',
  usage: '--scope all|client:NAME --window day|month [--zone IANA] --usd N | --tokens N',
  summary: "Limit what is spent in a window; the zone is this machine's unless given.",
  async run(args, context) {
    const options = { scope: 'text', window: 'text', zone: 'text', usd: 'text', tokens: 'text' } as const
    const values = parseCommand(args, options)
    const scope = required(values.scope, '--scope')
    const wanted = {
      window: parseWindow(required(values.window, '--window')),
      zone: values.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      limit: parseLimit(values.usd, values.tokens),
    }
    const clientName = parseScope(scope)
    await withAdmin(values.home, context, async ({ admin }) => {
      const budget = await admin.setBudget({ ...wanted, scope: await resolveScope(admin, clientName) })
      if (values.json) return context.print(printableJson(budget))
      const limit = amountText(limitOf(budget), budget.limit.unit)
      context.print(
        `Set ${budget.name} to ${limit}; it resets at ${timeText(budget.resetsAtMs, budget.zone)} (${budget.zone}).`,
      )
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
  summary: 'Lift a budget.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['NAME-or-ID'])
    const [wanted = ''] = operands
    await withAdmin(home, context, async ({ admin }) => {
      const budget = findBudget(await admin.listBudgets({}), wanted)
      await admin.removeBudget({ id: budget.id })
      context.print(json ? printableJson({ removed: budget.id }) : `Removed ${budget.name}.`)
    })
    return 0
  },
}

export const budgetCommands = [set, list, remove] as const

function parseWindow(text: string): 'day' | 'month' {
  if (text === 'day' || text === 'month') return text
  throw new UsageError('--window is day or month.')
}

function parseLimit(usd: string | undefined, tokens: string | undefined): BudgetLimit {
  if ((usd === undefined) === (tokens === undefined)) throw new UsageError('Give one of --usd and --tokens.')
  if (tokens !== undefined) {
    return { unit: 'tokens', tokens: parseInteger(tokens, '--tokens', 0, Number.MAX_SAFE_INTEGER) }
  }
  try {
    return { unit: 'usd', nanoUsd: nanoUsd(usd ?? '').toString() }
  } catch (error) {
    throw new UsageError('--usd takes an amount such as 12.50.', { cause: error })
  }
}

/** The client's name or id; undefined for all of them. */
function parseScope(text: string): string | undefined {
  if (text === 'all') return undefined
  if (text.startsWith('client:') && text.length > 'client:'.length) return text.slice('client:'.length)
  throw new UsageError('--scope is all or client:NAME.')
}

async function resolveScope(admin: AdminApi, clientName: string | undefined): Promise<BudgetScope> {
  if (clientName === undefined) return { kind: 'all' }
  return { kind: 'client', clientId: findClient(await admin.listClients({}), clientName).id }
}

/** Two budgets may share a name: in two zones. */
function findBudget(budgets: readonly BudgetView[], wanted: string): BudgetView {
  const matches = budgets.filter(({ id, name }) => id === wanted || name === wanted)
  const [found] = matches
  if (found === undefined) throw new CommandError(`There is no budget "${wanted}".`)
  if (matches.length > 1)
    throw new CommandError(`Several budgets are named "${wanted}": remove one by its ID.`)
  return found
}

function limitOf({ limit }: BudgetView): string {
  return limit.unit === 'usd' ? limit.nanoUsd : String(limit.tokens)
}

function leftOf(budget: BudgetView): string {
  const left = BigInt(limitOf(budget)) - BigInt(budget.settled) - BigInt(budget.held)
  return String(left > 0n ? left : 0n)
}
