import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../gateway/attempts/fault.ts'
import {
  type Behaviour,
  type DayResult,
  hourMs,
  minuteMs,
  type Scenario,
  type SimulatedProvider,
  simulateDay,
} from '../../support/day-simulation.ts'

const [cheapNanoUsd, dearNanoUsd] = [1_000_000, 2_000_000]

const answers = (random: (below: number) => number): Behaviour => ({
  type: 'answers',
  afterMs: 1000 + random(2000),
})
const fails = (afterMs: number, fault: Omit<Fault, 'reason'>): Behaviour => ({
  type: 'fails',
  afterMs,
  fault: { reason: 'simulated', ...fault },
})

type Behave = SimulatedProvider['behave']
type When = (atMs: number) => boolean

/** Does what `trouble` says at the times of trouble, and answers at all others. */
const troubled =
  (isTrouble: When, trouble: Behaviour): Behave =>
  (atMs, random) =>
    isTrouble(atMs) ? trouble : answers(random)
const between =
  (fromMs: number, untilMs: number): When =>
  atMs =>
    atMs >= fromMs && atMs < untilMs
const well: Behave = (_, random) => answers(random)

/** Takes so many requests a minute at the times of trouble, and refuses others until the next minute. */
function limited(isTrouble: When, eachMinute: number): Behave {
  let minute = 0
  let taken = 0
  return (atMs, random) => {
    if (Math.floor(atMs / minuteMs) !== minute) taken = 0
    minute = Math.floor(atMs / minuteMs)
    if (!isTrouble(atMs) || ++taken <= eachMinute) return answers(random)
    return fails(50, { kind: 'rate-limited', status: 429, retryAfterMs: (minute + 1) * minuteMs - atMs })
  }
}

const providers =
  (first: () => Behave, second: () => Behave = () => well) =>
  () =>
    [
      { costNanoUsd: cheapNanoUsd, behave: first() },
      { costNanoUsd: dearNanoUsd, behave: second() },
    ] as const

const fromMs = 8 * hourMs
const lasting = (hours: number) => ({ fromMs, untilMs: fromMs + hours * hourMs })
const during = (hours: number) => between(fromMs, fromMs + hours * hourMs)
const serverError = fails(200, { kind: 'server-error', status: 500 })
const overloaded = fails(200, { kind: 'overloaded', status: 503 })
const refused = fails(5, { kind: 'unreachable' })

/** Bounds that the gateway has to keep. `extraMoney` is a share of what a day without trouble costs. */
interface Bounds {
  readonly answered: number
  readonly answeredSoon: number
  readonly extraMoney: number
  readonly noticedWithinMs: number
  readonly returnedWithinMs: number
}

const scenarios: readonly (Scenario & { readonly bounds: Bounds })[] = [
  {
    name: 'Outage: status 500 for two hours',
    ...lasting(2),
    providers: providers(() => troubled(during(2), serverError)),
    bounds: bounds({ extraMoney: 0.09, noticedWithinMs: 15_000 }),
  },
  {
    name: 'Outage: no connection for two hours',
    ...lasting(2),
    providers: providers(() => troubled(during(2), refused)),
    bounds: bounds({ extraMoney: 0.09, noticedWithinMs: 15_000 }),
  },
  {
    name: 'Stall: takes requests and never speaks, for an hour',
    ...lasting(1),
    providers: providers(() => troubled(during(1), { type: 'stalls' })),
    bounds: bounds({ answeredSoon: 0.998, extraMoney: 0.05, noticedWithinMs: minuteMs }),
  },
  {
    name: 'Flapping: a minute down, a minute up, for six hours',
    ...lasting(6),
    providers: providers(() =>
      troubled(atMs => during(6)(atMs) && atMs % (2 * minuteMs) < minuteMs, serverError),
    ),
    bounds: bounds({ extraMoney: 0.26, noticedWithinMs: 15_000 }),
  },
  {
    name: 'Limit: ten requests a minute instead of thirty, for three hours',
    ...lasting(3),
    providers: providers(() => limited(during(3), 10)),
    bounds: bounds({ extraMoney: 0.1, noticedWithinMs: 2 * minuteMs, returnedWithinMs: minuteMs }),
  },
  {
    name: 'Limits at both: twelve a minute each, for an hour',
    ...lasting(1),
    providers: providers(
      () => limited(during(1), 12),
      () => limited(during(1), 12),
    ),
    bounds: bounds({
      answered: 0.98,
      answeredSoon: 0.98,
      extraMoney: 0.1,
      noticedWithinMs: 2 * minuteMs,
      returnedWithinMs: minuteMs,
    }),
  },
  {
    name: 'Outage for four hours, and the second overloaded for two seconds each minute',
    ...lasting(4),
    providers: providers(
      () => troubled(during(4), serverError),
      () => troubled(atMs => during(4)(atMs) && atMs % minuteMs < 2000, overloaded),
    ),
    bounds: bounds({ answered: 0.995, answeredSoon: 0.995, extraMoney: 0.17, noticedWithinMs: 15_000 }),
  },
]

function bounds(given: Partial<Bounds> & Pick<Bounds, 'extraMoney' | 'noticedWithinMs'>): Bounds {
  return { answered: 1, answeredSoon: 1, returnedWithinMs: 6 * minuteMs, ...given }
}

const days = scenarios.map(scenario => ({
  scenario,
  gateway: simulateDay(scenario, 'gateway'),
  list: simulateDay(scenario, 'list'),
}))

describe.each(days)('$scenario.name', ({ scenario: { bounds }, gateway, list }) => {
  test('as many requests as with a plain list are answered, and no fewer than stated', () => {
    expect(gateway.requests).toBe(list.requests)
    expect(gateway.answered).toBeGreaterThanOrEqual(list.answered)
    expect(gateway.answered / gateway.requests).toBeGreaterThanOrEqual(bounds.answered)
    expect(gateway.answeredSoon / gateway.requests).toBeGreaterThanOrEqual(bounds.answeredSoon)
  })

  test('fewer attempts are in vain', () => {
    expect(gateway.inVain).toBeLessThan(list.inVain)
  })

  test('the extra money is bounded', () => {
    expect(gateway.extraMoney).toBeLessThanOrEqual(bounds.extraMoney)
  })

  test('the trouble and its end are noticed in time', () => {
    expect(gateway.noticedAfterMs).toBeLessThanOrEqual(bounds.noticedWithinMs)
    expect(gateway.returnedAfterMs).toBeLessThanOrEqual(bounds.returnedWithinMs)
    expect(list.noticedAfterMs).toBeUndefined()
  })
})

test('the page of the docs is what was simulated: `npx vitest run test/unit/routing -u` writes it anew', async () => {
  await expect(page()).toMatchFileSnapshot('../../../docs/failover.md')
})

function page(): string {
  const rows = days.flatMap(({ scenario, gateway, list }) => [
    row(scenario.name, 'gateway', gateway),
    row('', 'plain list', list),
  ])
  return `# Failover

<!-- Written by a test: npx vitest run test/unit/routing -u -->

A day of ${days[0]?.gateway.requests.toLocaleString('en')} requests over a route with two targets, in simulated time. The first target is in trouble from 08:00 on; the
second costs twice as much. What decides is the gateway's own code (plan, next move, limits, health); the providers are
simulated. The plain list asks one target after the other, each once, and remembers nothing.

- **answered**: the share of requests that got an answer; **within 10 s**: those that did not wait longer for it.
- **in vain**: attempts that gave no answer.
- **extra money**: compared to a day on which the first target answers everything. A stall costs a fifth of an answer.
- **notices**: from the beginning of the trouble until a request is first planned around the target.
- **returns**: from the end of the trouble until the target answers again.

| trouble of the first target | who decides | answered | within 10 s | in vain | extra money | notices | returns |
|---|---|---:|---:|---:|---:|---:|---:|
${rows.join('\n')}
`
}

function row(name: string, who: string, day: DayResult): string {
  const share = (part: number) => `${((100 * part) / day.requests).toFixed(2)} %`
  const seconds = (ms: number | undefined) => (ms === undefined ? 'never' : `${(ms / 1000).toFixed(1)} s`)
  const cells = [
    share(day.answered),
    share(day.answeredSoon),
    day.inVain.toLocaleString('en'),
    `${(100 * day.extraMoney).toFixed(1)} %`,
    seconds(day.noticedAfterMs),
    seconds(day.returnedAfterMs),
  ]
  return `| ${name} | ${who} | ${cells.join(' | ')} |`
}
