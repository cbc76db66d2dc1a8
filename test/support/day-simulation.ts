// A day of requests over a route with two targets, in simulated time: what decides is the gateway's own, providers are
// functions of the time. For comparison, the same day with a plain priority list, which remembers nothing.
import { limitsOf } from '../../gateway/attempts/attempt-limits.ts'
import type { Fault } from '../../gateway/attempts/fault.ts'
import { type NextMove, nextMove, type Situation, type Tried } from '../../gateway/attempts/next-move.ts'
import type { RouteDefinition } from '../../gateway/contract/routes.ts'
import type { Health } from '../../gateway/health/health.ts'
import type { Candidate, Plan } from '../../gateway/routing/plan.ts'
import { planRoute } from '../../gateway/routing/plan-route.ts'
import { catalog, lookups, nowhere, question, well } from '../unit/routing/route-rig.ts'
import { openHealthRig } from './health-rig.ts'
import { randomOf } from './random.ts'
import { TimedQueue } from './timed-queue.ts'

/** What a provider does with a request. `stalls`: it takes it and never speaks. */
export type Behaviour =
  | { readonly type: 'answers'; readonly afterMs: number }
  | { readonly type: 'fails'; readonly afterMs: number; readonly fault: Fault }
  | { readonly type: 'stalls' }

export interface SimulatedProvider {
  /** What an answer costs. What a stall costs until it is given up is a fifth of that: the prompt was read. */
  readonly costNanoUsd: number
  /** Called once for each request that is sent to it. `random` gives numbers from 0 to below the given one. */
  readonly behave: (atMs: number, random: (below: number) => number) => Behaviour
}

export interface Scenario {
  readonly name: string
  /** From the day's beginning: when the first provider's trouble begins and ends. */
  readonly fromMs: number
  readonly untilMs: number
  /** Made anew for each day, because a provider may remember what it was sent. */
  readonly providers: () => readonly [SimulatedProvider, SimulatedProvider]
}

export interface DayResult {
  readonly requests: number
  readonly answered: number
  /** Of those answered, the ones whose answer was there within ten seconds. */
  readonly answeredSoon: number
  /** Attempts that gave no answer. */
  readonly inVain: number
  /** Compared to a day on which the first provider answers everything. */
  readonly extraMoney: number
  /** Until a request is first planned without the first provider at its head. Undefined if that never happens. */
  readonly noticedAfterMs: number | undefined
  /** From the end of the trouble until the first provider answers again. */
  readonly returnedAfterMs: number | undefined
}

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const meanGapMs = 2000
const soonMs = 10_000
const stallCostShare = 0.2

const names = ['a/gpt-4o', 'b/gpt-4o'] as const
const route: RouteDefinition = {
  name: 'smart',
  groups: [{ strategy: 'priority', targets: names.map(target => ({ target })) }],
}

/** What differs between the gateway and a plain list. */
interface Decider {
  readonly health: Pick<Health, 'of' | 'begun' | 'ended' | 'failed' | 'answered' | 'mayRetry'>
  next(situation: Situation): NextMove
}

/** Asks one target after another, each once, and always begins with the first. */
const plainList: Decider = {
  health: {
    of: () => well,
    begun() {},
    ended() {},
    failed() {},
    answered() {},
    mayRetry: () => true,
  },
  next({ plan, tried }) {
    const candidate = tried.length
    if (candidate >= plan.candidates.length) return { type: 'give-up' }
    return { type: 'ask', candidate, afterMs: 0, withoutSeals: false }
  },
}

export function simulateDay(scenario: Scenario, who: 'gateway' | 'list'): DayResult {
  const rig = openHealthRig()
  try {
    const decider = who === 'gateway' ? { health: rig.health, next: nextMove } : plainList
    const startMs = { ...rig.time }
    const day = new Day(scenario, decider, atMs => {
      rig.time.wallMs = startMs.wallMs + atMs
      rig.time.monotonicMs = startMs.monotonicMs + atMs
    })
    return day.run()
  } finally {
    rig.close()
  }
}

interface Request {
  readonly arrivedMs: number
  readonly plan: Plan
  readonly tried: Tried[]
}

class Day {
  readonly #scenario: Scenario
  readonly #decider: Decider
  readonly #providers: readonly [SimulatedProvider, SimulatedProvider]
  readonly #queue: TimedQueue
  /** Requests come at the same times whoever decides. */
  readonly #arrivals = randomOf(1)
  readonly #random = randomOf(2)
  #requests = 0
  #answered = 0
  #answeredSoon = 0
  #inVain = 0
  #spent = 0
  #noticedAtMs: number | undefined
  #returnedAtMs: number | undefined

  constructor(scenario: Scenario, decider: Decider, setTime: (atMs: number) => void) {
    this.#scenario = scenario
    this.#decider = decider
    this.#providers = scenario.providers()
    this.#queue = new TimedQueue(setTime)
  }

  run(): DayResult {
    for (let atMs = this.#gap(); atMs < dayMs; atMs += this.#gap())
      this.#queue.add(atMs, () => this.#arrive(atMs))
    this.#queue.run()
    const { fromMs, untilMs } = this.#scenario
    return {
      requests: this.#requests,
      answered: this.#answered,
      answeredSoon: this.#answeredSoon,
      inVain: this.#inVain,
      extraMoney: this.#spent / (this.#requests * this.#providers[0].costNanoUsd) - 1,
      noticedAfterMs: this.#noticedAtMs === undefined ? undefined : this.#noticedAtMs - fromMs,
      returnedAfterMs: this.#returnedAtMs === undefined ? undefined : this.#returnedAtMs - untilMs,
    }
  }

  /** Exponentially distributed, as the gaps between independent requests are. */
  #gap(): number {
    return -Math.log(1 - this.#arrivals(2 ** 30) / 2 ** 30) * meanGapMs
  }

  #arrive(arrivedMs: number): void {
    this.#requests++
    const plan = planRoute(route, question, nowhere, {
      ...lookups(),
      catalog,
      health: this.#decider.health,
    })
    const isElsewhere = plan.candidates[0]?.target.provider.record.id !== 'a'
    if (isElsewhere && arrivedMs >= this.#scenario.fromMs) this.#noticedAtMs ??= arrivedMs
    this.#move({ arrivedMs, plan, tried: [] }, arrivedMs)
  }

  #move(request: Request, nowMs: number): void {
    const { arrivedMs, plan, tried } = request
    const move = this.#decider.next({
      plan,
      tried,
      running: [],
      isBodyKept: true,
      elapsedMs: nowMs - arrivedMs,
      callerRetries: 0,
      mayRetry: this.#decider.health.mayRetry,
      random: this.#random(2 ** 30) / 2 ** 30,
    })
    if (move.type === 'give-up') return
    const atMs = nowMs + move.afterMs
    this.#queue.add(atMs, () => this.#ask(request, move.candidate, atMs))
  }

  #ask(request: Request, place: number, nowMs: number): void {
    const planned = request.plan.candidates[place]
    if (!planned) throw new Error(`The plan has no candidate ${place}`)
    // Who tries a target that is half open is known by its object.
    const candidate = { ...planned }
    const { health } = this.#decider
    health.begun(candidate)
    const isFirst = candidate.target.provider.record.id === 'a'
    const provider = this.#providers[isFirst ? 0 : 1]
    const does = provider.behave(nowMs, this.#random)
    const afterMs = does.type === 'stalls' ? this.#stallLimitMs(candidate) : does.afterMs
    const endMs = nowMs + afterMs
    this.#queue.add(endMs, () => {
      health.ended(candidate)
      if (does.type === 'answers') {
        health.answered(candidate, { firstTokenMs: afterMs / 2, outputTokens: 100, durationMs: afterMs })
        this.#answer(request, provider, endMs)
        if (isFirst && nowMs >= this.#scenario.untilMs) this.#returnedAtMs ??= nowMs
        return
      }
      const fault: Fault =
        does.type === 'fails' ? does.fault : { kind: 'late', reason: 'It did not speak in time.' }
      if (does.type === 'stalls') this.#spent += provider.costNanoUsd * stallCostShare
      this.#inVain++
      health.failed(candidate, fault)
      request.tried.push({ candidate: place, fault })
      this.#move(request, endMs)
    })
  }

  #answer({ arrivedMs }: Request, { costNanoUsd }: SimulatedProvider, nowMs: number): void {
    this.#answered++
    if (nowMs - arrivedMs <= soonMs) this.#answeredSoon++
    this.#spent += costNanoUsd
  }

  #stallLimitMs(candidate: Candidate): number {
    const request = { inputTokens: question.inputTokens, reasoning: false, stream: true, isLoaded: undefined }
    const { firstTokenMs } = limitsOf(candidate, route, request, this.#decider.health.of(candidate))
    if (firstTokenMs === undefined) throw new Error('A stall has no limit')
    return firstTokenMs
  }
}
