import { describe, expect, test } from 'vitest'
import { addressQuery, readAddressState } from '../../../renderer/components/address-state.ts'
import { localZone } from '../../../renderer/format/times.ts'
import { atWallClock, wallClock } from '../../../renderer/format/wall-clock.ts'
import {
  columnNames,
  columnsThatFit,
  longestOf,
  widthsOf,
} from '../../../renderer/screens/requests/columns-that-fit.ts'
import {
  filterOf,
  hasFilters,
  noFilters,
  orderOf,
  requestAddress,
} from '../../../renderer/screens/requests/request-filters.ts'
import { rowForKey } from '../../../renderer/screens/requests/row-keys.ts'
import { shownDay } from '../../../renderer/screens/requests/shown-day.ts'

const now = new Date(2026, 10, 23, 14, 3, 22).getTime()
const hour = 3_600_000
const stateOf = (query: string) => readAddressState(query, requestAddress)

describe('the filters in the address', () => {
  test('an untouched list has none', () => {
    const state = stateOf('')
    expect([hasFilters(state), filterOf(state, now, localZone()), orderOf(state)]).toEqual([
      false,
      {},
      { sort: 'time', ascending: false },
    ])
  })

  test('each becomes a condition, and clearing them leaves the order', () => {
    const state = stateOf(
      'range=24h&kind=provider&error=e&error=f&budget=bud_1&model=a&model=b&client=c&provider=p&team=t&person=x&project=y&search=+gpt+&sort=cost&order=rising',
    )
    expect(filterOf(state, now, localZone())).toEqual({
      fromMs: now - 24 * hour,
      kinds: ['provider'],
      errorCodes: ['e', 'f'],
      refusedBy: ['bud_1'],
      models: ['a', 'b'],
      clientIds: ['c'],
      providerIds: ['p'],
      teamIds: ['t'],
      personIds: ['x'],
      projects: ['y'],
      search: 'gpt',
    })
    const cleared = { ...state, ...noFilters }
    expect([hasFilters(cleared), addressQuery(requestAddress, cleared)]).toEqual([
      false,
      'sort=cost&order=rising',
    ])
  })

  test('all failures are every outcome but a complete answer, each once', () => {
    const { outcomes = [] } = filterOf(stateOf('outcome=failures&outcome=cut'), now, localZone())
    expect(outcomes).toEqual(expect.arrayContaining(['over-budget', 'stopped', 'cut', 'recovered']))
    expect(outcomes).not.toContain('completed')
    expect(new Set(outcomes).size).toBe(outcomes.length)
    expect(filterOf(stateOf('outcome=cut&outcome=completed'), now, localZone())).toEqual({
      outcomes: ['cut', 'completed'],
    })
  })

  test.each([
    ['range=month', { fromMs: new Date(2026, 10, 1).getTime() }],
    ['range=7d', { fromMs: now - 7 * 24 * hour }],
    ['range=custom&from=1000&to=2000', { fromMs: 1000, toMs: 2000 }],
    ['range=custom&from=1000', { fromMs: 1000 }],
    ['range=7d&from=1000', { fromMs: now - 7 * 24 * hour }],
  ])('%s is a span of time', (query, filter) => {
    expect(filterOf(stateOf(query), now, localZone())).toEqual(filter)
  })

  test.each([
    ['UTC', '2026-01-05T07:09'],
    ['Asia/Kathmandu', '2026-01-05T12:54'],
    ['America/New_York', '2026-01-05T02:09'],
  ])('a field for an instant holds it to the minute, as the clocks of %s', (zone, text) => {
    const atMs = Date.UTC(2026, 0, 5, 7, 9)
    expect([wallClock(atMs, zone), atWallClock(text, zone)]).toEqual([text, atMs])
  })

  test('an hour that a zone has once is found on the days when its clocks change', () => {
    const days = [Date.UTC(2026, 2, 29, 0, 30), Date.UTC(2026, 2, 29, 1, 30), Date.UTC(2026, 9, 25, 3, 30)]
    const back = days.map(atMs => atWallClock(wallClock(atMs, 'Europe/Berlin'), 'Europe/Berlin'))
    expect(back).toEqual(days)
    expect(['', '2026', '2026-99-99T99:99'].map(text => atWallClock(text, 'UTC'))).toEqual([null, null, null])
  })
})

describe('the columns', () => {
  test('are all there at 1280, and time, model, outcome and cost at any width', () => {
    expect(columnsThatFit(1010)).toEqual(columnNames)
    expect(columnsThatFit(560)).toEqual(['time', 'model', 'outcome', 'cost'])
    expect(columnsThatFit(0)).toEqual(['time', 'model', 'outcome', 'cost'])
  })

  test('never take more than there is, and leave the model its width', () => {
    for (let width = 488; width < 1700; width++) {
      const fixed = [...widthsOf(columnsThatFit(width), width).values()].reduce((sum, each) => sum + each, 0)
      expect(width - fixed).toBeGreaterThanOrEqual(150)
    }
  })
})

test('the columns of names grow with the list, up to a bound, and then the model', () => {
  const at = (width: number) => widthsOf(columnNames, width)
  expect([at(1010).get('provider'), at(1010).get('client')]).toEqual([96, 112])
  expect([at(1100).get('provider'), at(1100).get('client')]).toEqual([150, 148])
  expect([at(1900).get('provider'), at(1900).get('client')]).toEqual([150, 190])
  expect(at(1900).has('model')).toBe(false)
})

test('short names of models leave their room to a long name of a provider, and long ones keep it', () => {
  expect(widthsOf(columnNames, 1010, 'tiny-1'.length).get('provider')).toBe(150)
  expect(widthsOf(columnNames, 1010, 'claude-sonnet-5-20260101'.length).get('provider')).toBe(96)
  expect([longestOf(['a', null, 'abc']), longestOf([null])]).toEqual([3, Number.POSITIVE_INFINITY])
})

test.each([
  ['j', null, 0],
  ['j', 3, 4],
  ['ArrowDown', 9, 9],
  ['k', 0, 0],
  ['PageDown', 2, 6],
  ['Home', 5, 0],
  ['End', null, 9],
  ['x', 3, null],
])('%s from row %s leads to %s', (key, active, target) => {
  expect(rowForKey(key, { active, count: 10, pageStep: 4 })).toBe(target)
})

test('a row shows its day where another begins', () => {
  const day = (startedAtMs: number, aboveMs?: number, isByTime = true) =>
    shownDay({ startedAtMs, aboveMs, nowMs: now, isByTime })
  const yesterday = now - 24 * hour
  expect([day(now), day(now - hour, now), day(yesterday, now), day(yesterday - hour, yesterday)]).toEqual([
    null,
    null,
    'Nov 22',
    null,
  ])
  expect([
    day(yesterday),
    day(now, yesterday),
    day(now, yesterday, false),
    day(yesterday, yesterday, false),
  ]).toEqual(['Nov 22', 'Nov 23', null, 'Nov 22'])
})
