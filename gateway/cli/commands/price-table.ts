import type {
  PriceChange,
  PriceTableReview,
  PriceTables,
  PriceTableView,
} from '../../contract/price-tables.ts'
import { toDecimalUsd } from '../../contract/units.ts'
import { type Command, type CommandContext, CommandError, UsageError } from '../command.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { type Column, formatTable, printableJson } from '../table.ts'
import { timeText } from '../words.ts'

const update: Command = {
  words: 'price update',
  usage: '[--yes] [--accept-doubtful]',
  summary: 'Fetch the current prices, show what they change, and take them after a yes.',
  async run(args, context) {
    const values = parseCommand(args, { yes: 'flag', 'accept-doubtful': 'flag' })
    const { home, json, yes } = values
    const acceptDoubtful = values['accept-doubtful'] === true
    return withAdmin(home, context, async access => {
      const review = await access.admin.fetchPriceTable({})
      if (!json) for (const line of describeReview(review)) context.print(line)
      const isTaken =
        !review.table.active && (yes === true || (!json && (await context.confirm('Take these prices?'))))
      if (isTaken) await access.admin.choosePriceTable({ id: review.table.id, acceptDoubtful })
      context.print(json ? printableJson({ ...review, taken: isTaken }) : outcomeOf(review, isTaken))
      return 0
    })
  },
}

function outcomeOf({ table, against, doubtful }: PriceTableReview, isTaken: boolean): string {
  if (table.active) return `"${table.name}" is in effect already.`
  if (isTaken) return `"${table.name}" is in effect. Go back with: price rollback`
  const flags = doubtful > 0 ? '--yes --accept-doubtful' : '--yes'
  return `Nothing was changed: "${against}" is still in effect. Take them with: price update ${flags}`
}

const rollback: Command = {
  words: 'price rollback',
  usage: '[--to NAME]',
  summary: 'Go back to the price table before, or to another that is kept; "built-in" is one.',
  async run(args, context) {
    const { home, json, to } = parseCommand(args, { to: 'text' })
    return withAdmin(home, context, async ({ admin }) => {
      const target = targetOf(await admin.readPriceTables({}), to)
      const tables = await admin.choosePriceTable({ id: target.id })
      context.print(json ? printableJson(tables) : `"${tables.active.name}" is in effect.`)
      return 0
    })
  },
}

function targetOf({ kept, previous }: PriceTables, name: string | undefined): PriceTableView {
  if (name === undefined) {
    if (previous) return previous
    throw new CommandError('No other price table was in effect before.')
  }
  const found = kept.find(table => table.name === name || (name === 'built-in' && table.id === 0))
  if (found) return found
  throw new UsageError(`--to takes one of: built-in, ${kept.map(table => table.name).join(', ')}.`)
}

const table: Command = {
  words: 'price table',
  usage: '',
  summary: 'Which price table is in effect and since when, which are kept, and used models without a price.',
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    const tables = await withAdmin(home, context, ({ admin }) => admin.readPriceTables({}))
    if (json) context.print(printableJson(tables))
    else describeTables(tables, context)
    return 0
  },
}

const keptColumns: readonly Column<PriceTableView>[] = [
  { title: 'TABLE', text: ({ name }) => name },
  { title: 'DATE', text: ({ dateIso }) => dateIso ?? '-' },
  { title: 'STATE', text: stateOf },
]

function stateOf({ active, wasUsed }: PriceTableView): string {
  if (active) return 'in effect'
  return wasUsed ? 'kept' : 'never taken'
}

function describeTables(tables: PriceTables, context: Pick<CommandContext, 'print'>): void {
  for (const line of formatTable(keptColumns, tables.kept)) context.print(line)
  const every = tables.updateEveryHours
  const schedule = every === 0 ? 'only when you ask' : `every ${every} hours`
  const last = tables.checkedAtMs === null ? 'never' : timeText(tables.checkedAtMs)
  context.print(`Current prices are fetched ${schedule}; last fetched: ${last}.`)
  if (tables.checkError !== null) context.print(tables.checkError)
  for (const { providerId, model, requests } of tables.unpriced) {
    context.print(
      `Without a price: ${providerId}/${model}, ${requests} ${requests === 1 ? 'request' : 'requests'} in the last 30 days.`,
    )
  }
}

export const priceTableCommands = [update, rollback, table] as const

const changeColumns: readonly Column<PriceChange>[] = [
  { title: 'MODEL', text: ({ providerId, makerId, model }) => `${providerId ?? makerId}/${model}` },
  { title: 'CHANGE', text: ({ kind }) => kind },
  { title: 'USD PER MILLION', text: ({ rates }) => rates.map(rateText).join(', ') },
  { title: 'FROM', text: ({ sinceIso }) => sinceIso ?? '-' },
  { title: 'DOUBT', text: ({ doubt }) => (doubt === null ? '' : doubtWords[doubt]) },
]

const doubtWords = {
  'costs-nothing': 'costs nothing now',
  tenfold: 'more than ten times, or a tenth',
  'too-dear': 'over 10,000 USD',
  'no-price-any-more': 'no price any more',
} as const

function rateText({ rate, aboveTokens, before, after }: PriceChange['rates'][number]): string {
  const dollars = (amount: string | null) => (amount === null ? 'none' : toDecimalUsd(BigInt(amount)))
  const name = rate.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  const above = aboveTokens === null ? '' : ` above ${aboveTokens} tokens`
  return before === null
    ? `${name}${above} ${dollars(after)}`
    : `${name}${above} ${dollars(before)} -> ${dollars(after)}`
}

function describeReview(review: PriceTableReview): readonly string[] {
  const { yours, others, otherCounts, vanished, doubtful } = review
  const doubtfulOthers = others.filter(({ doubt }) => doubt !== null)
  const shown = [...yours, ...doubtfulOthers]
  const { added, changed, removed } = otherCounts
  return [
    ...(shown.length > 0
      ? formatTable(changeColumns, shown)
      : ['No price of the models that you list changes.']),
    `Other rows of the table: ${added} added, ${changed} changed, ${removed} removed.`,
    ...vanished.map(({ makerId, gone, of }) => `${gone} of ${of} models of ${makerId} are gone.`),
    ...(doubtful > 0
      ? [`Hard to believe: ${doubtful} of these. Compare with the provider's own page before you take them.`]
      : []),
  ]
}
