import { expect, test } from 'vitest'
import { budgetOptions, parseBudget } from '../../../gateway/cli/budget-options.ts'
import { parseCommand } from '../../../gateway/cli/parse-command.ts'

const parse = (args: string) => parseBudget(parseCommand(args.split(' '), budgetOptions), 'Asia/Kathmandu')

test('a budget is hard, estimated and finishing, on this machine’s calendar, unless told', () => {
  expect(parse('--scope all --window week --tokens 9')).toEqual({
    scope: { kind: 'all', name: '' },
    rule: {
      kind: 'calendar',
      window: 'week',
      zone: 'Asia/Kathmandu',
      weekStart: 1,
      monthStart: 1,
      unit: 'tokens',
      limit: '9',
    },
    mode: 'hard',
    strict: false,
    atCap: 'finish',
  })
})

test('a bucket that is told no pace fills within a minute, however small or large it is', () => {
  const paces = ['0', '1', '60', '1000', '999999999999'].map(limit => {
    const { rule } = parse(`--scope all --bucket --tokens ${limit}`)
    return rule.kind === 'bucket' ? rule.refillPerSecond : rule.kind
  })
  expect(paces).toEqual([0, 0.017, 1, 16.667, 1e9])
})

const oneKind = 'Give one of --window, --rolling, --bucket and --at-once.'
const scopes = '--scope is all, team:NAME, person:NAME, client:NAME, provider:ID, model:NAME or project:NAME.'

test.each([
  ['--window day --usd 1', '--scope is missing.'],
  ['--scope everyone --window day --usd 1', scopes],
  ['--scope team: --window day --usd 1', scopes],
  ['--scope all:lab --window day --usd 1', scopes],
  ['--scope all --usd 1', oneKind],
  ['--scope all --window day --rolling 5 --usd 1', oneKind],
  ['--scope all --bucket --at-once 1', oneKind],
  ['--scope all --window year --usd 1', '--window is day, week or month.'],
  ['--scope all --window week --week-start today --usd 1', '--week-start is monday, '],
  ['--scope all --window month --month-start 32 --usd 1', '--month-start takes a whole number from 1 to 31.'],
  ['--scope all --window day --week-start monday --usd 1', '--week-start goes with --window week only.'],
  ['--scope all --window week --month-start 2 --usd 1', '--month-start goes with --window month only.'],
  ['--scope all --rolling 5 --zone UTC --usd 1', '--zone goes with --window only.'],
  ['--scope all --rolling 0 --usd 1', '--rolling takes a whole number from 1 to 8784.'],
  ['--scope all --rolling 5 --requests 1', '--requests goes with --bucket only.'],
  ['--scope all --window day --usd 1 --refill-per-second 1', '--refill-per-second goes with --bucket only.'],
  ['--scope all --bucket --usd 1', 'A bucket takes --tokens or --requests, not --usd.'],
  ['--scope all --bucket', 'Give one of --tokens and --requests.'],
  ['--scope all --bucket --tokens 1 --requests 1', 'Give one of --tokens and --requests.'],
  ['--scope all --bucket --tokens 1 --refill-per-second 0.0001', '--refill-per-second takes a number such'],
  ['--scope all --at-once 1 --tokens 1', '--at-once is a limit by itself'],
  ['--scope all --at-once many', '--at-once takes a whole number from 0 to 999999.'],
  ['--scope all --at-once 1 --strict', '--strict and --at-cap are about money and tokens'],
  ['--scope all --bucket --requests 1 --at-cap cut', '--strict and --at-cap are about money and tokens'],
  ['--scope all --window day', 'Give one of --usd and --tokens.'],
  ['--scope all --window day --usd 1 --tokens 1', 'Give one of --usd and --tokens.'],
  ['--scope all --window day --usd 12,50', '--usd takes an amount such as 12.50.'],
  ['--scope all --window day --usd 1e3', '--usd takes an amount such as 12.50.'],
  ['--scope all --window day --usd 1000000000', '--usd takes less than 1000000000.'],
  ['--scope all --window day --tokens 1.5', '--tokens takes a whole number'],
  ['--scope all --window day --usd 1 --mode gentle', '--mode is hard, soft or shadow.'],
  ['--scope all --window day --usd 1 --at-cap stop', '--at-cap is finish or cut.'],
])('a budget that makes no sense is refused in one line: %s', (args, reason) => {
  expect(() => parse(args)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(reason) }),
  )
})
