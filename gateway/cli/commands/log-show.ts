import type { CostLine } from '../../contract/arithmetic.ts'
import type { AttemptView } from '../../contract/attempts.ts'
import { priceSourceText } from '../../contract/prices.ts'
import type { ReceiptLine, RequestDetail } from '../../contract/requests.ts'
import type { RouteStep } from '../../contract/routes.ts'
import { toDecimalUsd } from '../../contract/units.ts'
import { traceFacts } from '../cache-words.ts'
import type { Command } from '../command.ts'
import { failureFacts, touchedText } from '../failure-words.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { type Column, formatTable, printable, printableJson } from '../table.ts'
import { countText, durationText, moneyText, timeText } from '../words.ts'

export const logShowCommand: Command = {
  words: 'log show',
  usage: 'REQUEST-ID',
  summary: 'One request: what it was, and how its cost comes about, line by line.',
  async run(args, context) {
    const { home, json = false, operands } = parseCommand(args, {}, ['REQUEST-ID'])
    const [requestId = ''] = operands
    await withAdmin(home, context, async ({ admin }) => {
      const request = await admin.readRequest({ requestId })
      if (json) context.print(printableJson(request))
      else for (const line of describe(request)) context.print(line)
    })
    return 0
  },
}

function describe(request: RequestDetail): readonly string[] {
  const { arithmetic, attempts } = request
  const facts: readonly (readonly [string, string | null])[] = [
    ['Request', request.requestId],
    ['Arrived', timeText(request.startedAtMs)],
    ['Client', request.clientName],
    ['Person', request.personId],
    ['Team', request.teamId],
    ['Project', request.project],
    ['Path', `${request.method ?? ''} ${request.path}`.trim()],
    ['Route', request.route],
    ['Key', attempts.length === 1 ? (attempts[0]?.keyName ?? null) : null],
    ['Outcome', `${request.outcome}, ${request.status}`],
    ['Error', request.errorCode],
    ...failureFacts(request.failure),
    ['Tokens', `${countText(request.inputTokens)} in, ${countText(request.outputTokens)} out`],
  ]
  const source = request.priceSource
  const atMost = arithmetic?.atMostNanoUsd ?? null
  const ends: readonly (readonly [string, string | null])[] = [
    ['Cost', `${moneyText(request.costNanoUsd)}, ${request.certainty}`],
    ['Why estimated', request.doubt],
    ['Charged at most', atMost === null ? null : moneyText(atMost)],
    ['Held', request.heldNanoUsd === null ? null : moneyText(request.heldNanoUsd)],
    ['Price from', source === null ? null : priceSourceText(source, 'your price')],
    ['Budgets', touchedText(request.budgets)],
  ]
  return [
    ...factLines(facts),
    ...(arithmetic ? ['', ...arithmeticLines(request), ''] : []),
    ...factLines(ends),
    ...cacheLines(request),
    ...receiptLines(request),
    ...traceLines(request),
    ...(attempts.length > 1 ? ['', ...formatTable(attemptColumns, attempts)] : []),
  ]
}

function factLines(facts: readonly (readonly [string, string | null])[]): readonly string[] {
  return facts.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(16)} ${printable(value)}`]))
}

function cacheLines({ cache }: RequestDetail): readonly string[] {
  return cache === null ? [] : ['', ...factLines(traceFacts(cache))]
}

function receiptLines({ receipt }: RequestDetail): readonly string[] {
  if (!receipt) return []
  const rows = [
    ...receipt.dropped.map(line => ({ ...line, what: 'left out' })),
    ...receipt.changed.map(line => ({ ...line, what: 'changed' })),
  ]
  if (rows.length === 0) return ['', 'Translated; everything was kept.']
  const more = receipt.more > 0 ? [`and ${receipt.more} more`] : []
  return ['', ...formatTable(receiptColumns, rows), ...more]
}

/** Each target in the order in which it was decided on, those that were left out too. */
function traceLines({ trace }: RequestDetail): readonly string[] {
  if (!trace) return []
  const { route, stay, steps } = trace
  return [
    '',
    ...(route === null ? [] : [`Asked for the route "${route}".`]),
    ...(stay ? [printable(stay.why)] : []),
    ...formatTable(stepColumns, steps),
  ]
}

const stepColumns: readonly Column<RouteStep>[] = [
  { title: 'TARGET', text: ({ target }) => target },
  { title: 'OUTCOME', text: ({ atMs, outcome }) => (atMs === null ? `left out: ${outcome}` : outcome) },
  { title: 'AT', text: ({ atMs }) => durationText(atMs), align: 'end' },
  { title: 'WHY', text: ({ reason }) => reason || '-' },
]

const receiptColumns: readonly Column<ReceiptLine & { readonly what: string }>[] = [
  { title: 'TRANSLATED', text: ({ what }) => what },
  { title: 'MEMBER', text: ({ path }) => path },
  { title: 'WHY', text: ({ reason }) => reason },
]

const attemptColumns: readonly Column<AttemptView>[] = [
  { title: 'ATTEMPT', text: ({ number }) => String(number), align: 'end' },
  { title: 'ROUTE', text: attemptRouteText },
  { title: 'STATE', text: ({ state }) => state },
  { title: 'STATUS', text: ({ upstreamStatus }) => String(upstreamStatus ?? '-'), align: 'end' },
  { title: 'ERROR', text: ({ errorCode }) => errorCode ?? '-' },
  { title: 'SENT', text: ({ timing }) => durationText(timing.sentMs), align: 'end' },
  { title: 'FIRST', text: ({ timing }) => durationText(timing.firstTokenMs), align: 'end' },
  { title: 'ENDED', text: ({ timing }) => durationText(timing.endedMs), align: 'end' },
  { title: 'COST', text: attemptCostText, align: 'end' },
]

function attemptRouteText({ keyName, model, providerId }: AttemptView): string {
  return keyName === null ? `${providerId}/${model}` : `${providerId}/${model} (${keyName})`
}

function attemptCostText({ certainty, costNanoUsd }: AttemptView): string {
  return certainty === 'estimated' ? `~${moneyText(costNanoUsd)}` : moneyText(costNanoUsd)
}

interface Row {
  readonly name: string
  readonly count: string
  readonly rate: string
  readonly amount: string
}

const columns: readonly Column<Row>[] = [
  { title: 'WHAT', text: row => row.name },
  { title: 'COUNT', text: row => row.count, align: 'end' },
  { title: 'PRICE', text: row => row.rate, align: 'end' },
  { title: 'COST', text: row => row.amount, align: 'end' },
]

function arithmeticLines({ arithmetic }: RequestDetail): readonly string[] {
  if (!arithmetic) return []
  const { tokens, multipliers, fees, billedNanoUsd } = arithmetic
  const rows: readonly Row[] = [
    ...tokens.map(line => rowOf(line, 'a million')),
    ...multipliers.map(({ term, factor }) => ({
      name: `served as ${term}`,
      count: '',
      rate: '',
      amount: factor === null ? 'unknown' : `x ${factor}`,
    })),
    ...fees.map(line => rowOf(line, 'each')),
    ...(billedNanoUsd === null
      ? []
      : [{ name: 'billed by the provider', count: '', rate: '', amount: moneyText(billedNanoUsd) }]),
  ]
  return formatTable(columns, rows)
}

function rowOf({ what, count, rateNanoUsd, amountUsd }: CostLine, per: string): Row {
  return {
    name: what.replaceAll('-', ' ').replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`),
    count: countText(count),
    rate: rateNanoUsd === null ? 'unknown' : `${toDecimalUsd(BigInt(rateNanoUsd))} ${per}`,
    amount: amountUsd === null ? 'unknown' : `${amountUsd} USD`,
  }
}
