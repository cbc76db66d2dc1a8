import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DoctorFault, FaultTrial, RouteCheckup } from '../../gateway/contract/doctor.ts'
import type { RouteDefinition } from '../../gateway/contract/routes.ts'
import { calendarBudget } from '../support/budgets.ts'
import { type GatewayRig, models, openGatewayRig } from '../support/gateway-rig.ts'

let rig: GatewayRig
let temporary: string

beforeEach(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
  rig = await openGatewayRig({ providers: atTwoAddresses })
  vi.stubEnv('TMPDIR', temporary)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await rig[Symbol.asyncDispose]()
  rmSync(temporary, { recursive: true, force: true })
})

/** The fake upstream under two names, because a server that is down takes all its models along. */
const atTwoAddresses = (baseUrl: string) => [
  { id: 'open', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: 'sk-one' },
  { id: 'anth', kind: 'anthropic', baseUrl: baseUrl.replace('127.0.0.1', 'localhost'), key: 'sk-two' },
]

const open = `open/${models['openai-chat']}`
const anth = `anth/${models['anthropic-messages']}`

async function checkUp(
  targets: readonly string[],
  more: Partial<RouteDefinition> = {},
): Promise<RouteCheckup> {
  const groups = [{ strategy: 'priority' as const, targets: targets.map(target => ({ target })) }]
  await rig.gateway.admin.setRoute({ name: 'smart', groups, ...more })
  const { route } = await rig.gateway.admin.runDoctor({ route: 'smart' })
  if (!route) throw new Error('The route was not tried')
  return route
}

function trialOf({ trials }: RouteCheckup, fault: DoctorFault): FaultTrial {
  const trial = trials.find(each => each.fault === fault)
  if (!trial) throw new Error(`${fault} was not tried`)
  return trial
}

describe('a route with two targets', () => {
  test('is answered by the second whichever way the first fails before it has spoken', async () => {
    const checkup = await checkUp([open, anth])
    expect(checkup.missing).toEqual([])
    const told = checkup.trials.map(({ fault, failed, outcome, answeredBy }) => [
      fault,
      failed,
      outcome,
      answeredBy,
    ])
    expect(told).toEqual([
      ['none', null, 'answered', open],
      ['unavailable', open, 'answered', anth],
      ['rate-limited', open, 'answered', anth],
      ['refused', open, 'answered', anth],
      ['stalled', open, 'answered', anth],
      ['broken-before', open, 'answered', anth],
      ['broken-after', open, 'broken-off', null],
    ])
  })

  test('shows the way of each trial, what it would cost and what its caller sees', async () => {
    const checkup = await checkUp([open, anth])
    const trial = trialOf(checkup, 'unavailable')
    expect(trial.steps.map(({ target, outcome }) => [target, outcome])).toEqual([
      [open, 'overloaded'],
      [anth, 'answered'],
    ])
    expect(trial.seen).toBe('A whole answer.')
    expect(Number(trial.costNanoUsd)).toBeGreaterThan(Number(trialOf(checkup, 'none').costNanoUsd))
    expect(trialOf(checkup, 'broken-after').seen).toBe(
      'The beginning of an answer, then an error event: upstream_truncated.',
    )
  })

  test('says how long a real stall is waited for, which the trial does not wait for', async () => {
    const limited = await checkUp([open, anth], { limits: { firstTokenMs: 20_000 } })
    const stalled = trialOf(limited, 'stalled')
    expect(stalled.realWaitMs).toBe(20_000)
    expect(stalled.afterMs).toBeLessThan(20_000)
    expect(trialOf(limited, 'refused').realWaitMs).toBeNull()
    expect(trialOf(await checkUp([open, anth]), 'stalled').realWaitMs).toBe(45_000)
  })
})

test('asks no provider, charges nothing, logs nothing, blames nobody and leaves no file', async () => {
  const { admin } = rig.gateway
  await admin.setBudget(calendarBudget('1000000000'))
  const asked = rig.upstream.requests.length
  await checkUp([open, anth])
  expect(rig.upstream.requests.length).toBe(asked)
  expect(await admin.listBudgets({})).toMatchObject([{ settled: '0', held: '0' }])
  expect((await admin.listRequests({ offset: 0, limit: 1 })).total).toBe(0)
  expect((await admin.health({})).subjects).toEqual([])
  expect((await admin.listClients({})).map(({ name }) => name)).not.toContain('Self-test')
  expect((await admin.listRoutes({}))[0]?.limits).toBeUndefined()
  expect(readdirSync(temporary).filter(name => name.startsWith('gatehouse-doctor'))).toEqual([])
})

describe('what is missing', () => {
  test('is a second target, where a route has one', async () => {
    const checkup = await checkUp([open])
    expect(checkup.missing).toEqual([`Nothing stands in for ${open}.`])
    const outcomes = checkup.trials.map(({ fault, outcome }) => [fault, outcome])
    expect(outcomes).toEqual([
      ['none', 'answered'],
      ['unavailable', 'refused'],
      ['rate-limited', 'refused'],
      ['refused', 'refused'],
      ['stalled', 'refused'],
      ['broken-before', 'refused'],
      ['broken-after', 'broken-off'],
    ])
    expect(trialOf(checkup, 'unavailable').seen).toBe('Status 503.')
    expect(trialOf(checkup, 'refused').seen).toBe('Status 502: upstream_unreachable.')
    expect(trialOf(checkup, 'stalled').realWaitMs).toBe(300_000)
  })

  test('is a provider that is not set up', async () => {
    const { missing } = await checkUp([open, 'gone/model'])
    expect(missing).toContainEqual(expect.stringContaining('There is no provider "gone".'))
    expect(missing).toContainEqual(`Nothing stands in for ${open}.`)
  })

  test('is money, where a budget has too little left for the second target', async () => {
    const scope = { kind: 'provider', id: 'anth' } as const
    await rig.gateway.admin.setBudget({ ...calendarBudget('10'), scope })
    const checkup = await checkUp([open, anth])
    expect(checkup.missing).toEqual([`${anth}: a budget has too little left for it.`])
    expect(trialOf(checkup, 'unavailable').outcome).toBe('refused')
    expect(trialOf(checkup, 'none').outcome).toBe('answered')
  })
})

describe('simulated providers speak the format of', () => {
  test.each([
    { kind: 'gemini', model: 'gemini-2.5-flash', key: 'AIza-test' },
    { kind: 'ollama', model: 'llama3.2:latest' },
    { kind: 'amazon-bedrock', model: 'anthropic.claude-haiku-4-5', key: 'AKIDEXAMPLE:secret' },
    { kind: 'groq', model: 'llama-3.3-70b-versatile', key: 'gsk_test' },
  ])('$kind, as the first target and as the one that stands in', async ({ kind, model, ...key }) => {
    // Nothing listens there, and nothing needs to.
    const baseUrl =
      kind === 'amazon-bedrock' ? 'http://bedrock-runtime.eu-west-1.localhost:9' : 'http://127.0.0.1:9'
    await rig.gateway.admin.addProvider({ id: 'other', kind, baseUrl, ...key })
    const target = `other/${model}`
    const first = await checkUp([target, open])
    expect(first.missing.filter(sentence => sentence.startsWith(target))).toEqual([])
    expect(first.trials.map(({ outcome, answeredBy }) => answeredBy ?? outcome)).toEqual([
      target,
      open,
      open,
      open,
      open,
      open,
      'broken-off',
    ])
    expect(trialOf(await checkUp([open, target]), 'unavailable')).toMatchObject({
      outcome: 'answered',
      answeredBy: target,
    })
  })
})

test('two models of one server do not stand in for each other when nothing listens there', async () => {
  const checkup = await checkUp([open, 'open/gpt-4o'])
  expect(trialOf(checkup, 'unavailable')).toMatchObject({ outcome: 'answered', answeredBy: 'open/gpt-4o' })
  expect(trialOf(checkup, 'refused')).toMatchObject({ outcome: 'refused', answeredBy: null })
})

test('a route that does not exist is refused', async () => {
  await expect(rig.gateway.admin.runDoctor({ route: 'gone' })).rejects.toMatchObject({
    code: 'route_not_set',
  })
})

describe('the surroundings', () => {
  test('are the gateway, the vault, the clock, the disk and every provider', async () => {
    const { surroundings, route } = await rig.gateway.admin.runDoctor({})
    expect(route).toBeNull()
    const states = Object.fromEntries(surroundings.map(({ about, state }) => [about, state]))
    expect(states).toMatchObject({ gateway: 'good', clock: 'good', open: 'good', anth: 'good' })
    expect(Object.keys(states)).toEqual(expect.arrayContaining(['vault', 'disk']))
    expect(rig.calls()).toEqual([])
  })

  test('tell a provider that cannot be reached', async () => {
    await rig.gateway.admin.addProvider({ id: 'off', kind: 'ollama', baseUrl: 'http://127.0.0.1:9' })
    const { surroundings } = await rig.gateway.admin.runDoctor({})
    expect(surroundings.find(({ about }) => about === 'off')).toMatchObject({
      state: 'bad',
      text: expect.stringContaining('could not be reached'),
    })
  })
})
