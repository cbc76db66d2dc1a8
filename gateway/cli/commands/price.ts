import {
  type ModelOfProvider,
  type NewPrice,
  type PriceView,
  priceSourceText,
} from '../../contract/prices.ts'
import { toDecimalUsd } from '../../contract/units.ts'
import { type Command, UsageError } from '../command.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand, required } from '../parse-command.ts'
import { type Column, formatTable, printableJson } from '../table.ts'
import { countText } from '../words.ts'

const columns: readonly Column<PriceView>[] = [
  { title: 'MODEL', text: nameOf },
  { title: 'INPUT', text: price => rateText(price.inputNanoUsdPerMillion), align: 'end' },
  { title: 'OUTPUT', text: price => rateText(price.outputNanoUsdPerMillion), align: 'end' },
  { title: 'CACHE READ', text: price => rateText(price.cacheReadNanoUsdPerMillion), align: 'end' },
  { title: 'CACHE WRITE', text: price => rateText(price.cacheWriteNanoUsdPerMillion), align: 'end' },
  { title: 'CHANGES ABOVE', text: price => countText(price.longContextAboveTokens), align: 'end' },
  { title: 'SOURCE', text: sourceText },
]

const optionalRates = {
  'cache-read': 'cacheReadUsdPerMillion',
  'cache-write': 'cacheWriteUsdPerMillion',
  'cache-write-hour': 'cacheWriteOneHourUsdPerMillion',
  'audio-input': 'audioInputUsdPerMillion',
  'audio-output': 'audioOutputUsdPerMillion',
} as const satisfies Record<string, keyof NewPrice>

const rateOptions = {
  input: 'text',
  output: 'text',
  'cache-read': 'text',
  'cache-write': 'text',
  'cache-write-hour': 'text',
  'audio-input': 'text',
  'audio-output': 'text',
} as const

const set: Command = {
  words: 'price set',
  usage:
    'PROVIDER/MODEL --input USD --output USD [--cache-read USD] [--cache-write USD] [--cache-write-hour USD] [--audio-input USD] [--audio-output USD]',
  summary: 'Set a price of your own, in dollars per million tokens; what is left out is as the table has it.',
  async run(args, context) {
    const values = parseCommand(args, rateOptions, ['PROVIDER/MODEL'])
    const names = Object.keys(optionalRates) as (keyof typeof optionalRates)[]
    const others = names.flatMap(name => {
      const text = values[name]
      return text === undefined ? [] : [[optionalRates[name], parseRate(text, `--${name}`)] as const]
    })
    const price: NewPrice = {
      ...parseModel(values.operands),
      inputUsdPerMillion: parseRate(values.input, '--input'),
      outputUsdPerMillion: parseRate(values.output, '--output'),
      ...Object.fromEntries(others),
    }
    const kept = await withAdmin(values.home, context, ({ admin }) => admin.setPrice(price))
    if (values.json) context.print(printableJson(kept))
    else for (const line of formatTable(columns, [kept])) context.print(line)
    return 0
  },
}

const list: Command = {
  words: 'price list',
  usage: '[--provider ID]',
  summary: 'What each model costs, in dollars per million tokens, and how that is known.',
  async run(args, context) {
    const { home, json, provider } = parseCommand(args, { provider: 'text' })
    const wanted = provider === undefined ? {} : { providerId: provider }
    const prices = await withAdmin(home, context, ({ admin }) => admin.listPrices(wanted))
    if (json) context.print(printableJson(prices))
    else for (const line of formatTable(columns, prices)) context.print(line)
    return 0
  },
}

const remove: Command = {
  words: 'price remove',
  usage: 'PROVIDER/MODEL',
  summary: 'Forget a price of your own; that of the table holds again.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['PROVIDER/MODEL'])
    const model = parseModel(operands)
    await withAdmin(home, context, ({ admin }) => admin.removePrice(model))
    context.print(json ? printableJson({ removed: nameOf(model) }) : `Removed ${nameOf(model)}.`)
    return 0
  },
}

const apply: Command = {
  words: 'price apply',
  usage: '--since YYYY-MM-DD',
  summary: 'Price the past anew since that day here; what changes is written as corrections.',
  async run(args, context) {
    const values = parseCommand(args, { since: 'text' })
    const sinceMs = parseDay(required(values.since, '--since'))
    const result = await withAdmin(values.home, context, ({ admin }) => admin.repriceHistory({ sinceMs }))
    const { looked, corrected, differenceNanoUsd } = result
    const difference = `${toDecimalUsd(BigInt(differenceNanoUsd))} USD`
    context.print(
      values.json
        ? printableJson(result)
        : `Corrected ${corrected} of ${looked} requests; they cost ${difference} more than they were billed as.`,
    )
    return 0
  },
}

export const priceCommands = [set, list, remove, apply] as const

/** When a day begins, in this machine's time zone. */
function parseDay(text: string): number {
  const atMs = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00`).getTime() : Number.NaN
  if (Number.isNaN(atMs)) throw new UsageError('--since takes a day such as 2026-11-01.')
  return Math.max(0, atMs)
}

/** Splits 'provider/model' at the first slash, because a model's name may contain slashes itself. */
function parseModel([name = '']: readonly string[]): ModelOfProvider {
  const slash = name.indexOf('/')
  if (slash < 1 || slash === name.length - 1) throw new UsageError('Name the model as PROVIDER/MODEL.')
  return { providerId: name.slice(0, slash), model: name.slice(slash + 1) }
}

function parseRate(text: string | undefined, option: string): string {
  const given = required(text, option)
  if (/^\d{1,9}(\.\d{1,9})?$/.test(given)) return given
  throw new UsageError(`${option} takes dollars per million tokens such as 2.50.`)
}

function nameOf({ providerId, model }: ModelOfProvider): string {
  return `${providerId}/${model}`
}

function rateText(rate: string | null): string {
  return rate === null ? 'unknown' : toDecimalUsd(BigInt(rate))
}

function sourceText({ source, dateIso }: PriceView): string {
  return source === null ? '-' : [priceSourceText(source, 'your price'), dateIso].filter(Boolean).join(', ')
}
