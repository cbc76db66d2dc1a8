import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { HealthReport, HealthState, SubjectHealthView } from '../../../gateway/contract/health.ts'
import type { RouteStep, RouteTrace } from '../../../gateway/contract/routes.ts'
import { createFailovers } from '../../../gateway/health/failovers.ts'

function rig() {
  const lines: string[] = []
  const write = (line: string) => void lines.push((JSON.parse(line) as { readonly msg: string }).msg)
  let nowMs = 1000
  let report: HealthReport = { atMs: 0, offline: false, subjects: [], events: [] }
  const failovers = createFailovers({
    health: { report: () => report },
    now: () => nowMs,
    log: pino({}, { write }),
  })
  return {
    ...failovers,
    lines,
    pass: (ms: number) => {
      nowMs += ms
    },
    state: (state: HealthState, model: string | null = 'gpt') => {
      report = { ...report, subjects: [subject(state, model)] }
    },
    network: (offline: boolean) => {
      report = { ...report, offline }
    },
  }
}

function subject(state: HealthState, model: string | null): SubjectHealthView {
  const rest = { keyId: null, reason: '', untilMs: null, running: 0, failuresInARow: 0 }
  return { ...rest, providerId: 'openai', model, state, lastFailure: null, speed: null }
}

const step = (target: string, outcome: string, reason = ''): RouteStep => ({
  target,
  outcome,
  reason,
  atMs: 1,
})
const answered = step('lab/llama', 'answered')
const switched: RouteTrace = {
  route: 'smart',
  steps: [step('openai/gpt', 'server-error', 'It answered 500.'), answered],
}
const began = 'another target answers in place of one that is out'
const ended = 'a target that was out may be asked again'

test('an outage begins with the first request that another target answered, and is told once', () => {
  const { note, list, lines, state } = rig()
  note(switched)
  expect(list(), 'a single fault').toEqual([])
  state('open')
  note(switched)
  note({ route: 'smart', steps: [step('openai/gpt', 'open', 'It failed too often.'), answered] })
  expect(list()).toEqual([
    {
      providerId: 'openai',
      target: 'openai/gpt',
      to: 'lab/llama',
      route: 'smart',
      reason: 'It answered 500.',
      sinceMs: 1000,
    },
  ])
  expect(lines).toEqual([began])
})

test('it goes on while one request tries the target, and ends when it is well', () => {
  const { note, list, lines, state } = rig()
  state('open')
  note(switched)
  state('half-open')
  expect(list()).toHaveLength(1)
  state('closed')
  expect(list()).toEqual([])
  expect(lines).toEqual([began, ended])
})

test.each(['open', 'cooling', 'locked'] as const)(
  'a target that is %s is out, also with all its models',
  state => {
    for (const model of ['gpt', null]) {
      const outage = rig()
      outage.state(state, model)
      outage.note(switched)
      expect(outage.list()).toHaveLength(1)
    }
  },
)

test('a target is not out because another model of its provider is', () => {
  const { note, list, state } = rig()
  state('open', 'other')
  note(switched)
  expect(list()).toEqual([])
})

test('who is out again within five minutes is in the same outage, and later in a new one', () => {
  const { note, list, lines, pass, state } = rig()
  state('cooling')
  note(switched)
  state('closed')
  expect(list()).toEqual([])
  pass(299_999)
  state('cooling')
  note(switched)
  expect(list()).toMatchObject([{ sinceMs: 1000 }])
  state('closed')
  expect(list()).toEqual([])
  pass(300_000)
  state('cooling')
  note(switched)
  expect(list()).toMatchObject([{ sinceMs: 600_999 }])
  expect(lines.filter(line => line === began)).toHaveLength(2)
})

test('a request that nobody answered, and one that its first target answered, are no failover', () => {
  const { note, list, state } = rig()
  state('open')
  note({ route: 'smart', steps: [step('openai/gpt', 'server-error'), step('lab/llama', 'unreachable')] })
  note({ route: 'smart', steps: [answered] })
  note({ route: null, steps: [step('openai/gpt', 'server-error'), step('openai/gpt', 'answered')] })
  expect(list()).toEqual([])
})

test('a machine without a network is an outage of nobody', () => {
  const { note, list, network } = rig()
  network(true)
  note({ route: 'smart', steps: [step('openai/gpt', 'offline'), answered] })
  expect(list()).toMatchObject([{ providerId: null, to: 'lab/llama' }])
  network(false)
  expect(list()).toEqual([])
})
