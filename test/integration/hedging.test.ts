// A route that starts its second target beside a first one that is late: the first to speak wins, and both are paid for.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import { calendarBudget } from '../support/budgets.ts'
import {
  type FakeUpstream,
  gate,
  hang,
  head,
  send,
  startFakeUpstream,
  wait,
} from '../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { readRawStream } from '../support/raw-stream.ts'

let rig: GatewayRig
let second: FakeUpstream

const targets = [{ target: 'open/gpt-4o-mini' }, { target: 'other/gpt-4o-mini' }]
const groups = [{ strategy: 'priority', targets }] as const

// Only five of a hundred requests may have a second one beside them, so each test has a gateway of its own.
beforeEach(async () => {
  rig = await openGatewayRig({ overrides: { pingIntervalMs: 15 } })
  second = await startFakeUpstream()
  const { admin } = rig.gateway
  await admin.addProvider({
    id: 'other',
    kind: 'openai',
    baseUrl: `${second.baseUrl}/v1`,
    key: 'sk-other-provider-key-1234',
  })
  await admin.setRoute({ name: 'beside', sticky: false, groups, hedge: { afterMs: 50 } })
  await admin.setRoute({ name: 'plain', sticky: false, groups })
  await rig.money()
})

afterEach(async () => {
  await rig[Symbol.asyncDispose]()
  await second.close()
})

const body = chatBody('openai-chat', { model: 'beside', stream: true })

/** As chunks of HTTP. */
const pings = (count: number) => '8\r\n: ping\n\n\r\n'.repeat(count)

/** The number of requests that have come to the second provider since. */
function countSecond(): () => number {
  const before = second.requests.length
  return () => second.requests.length - before
}

async function expectBooked(row: RequestDetail): Promise<void> {
  const costs = row.attempts.map(({ costNanoUsd }) => BigInt(costNanoUsd ?? -1))
  expect(BigInt(row.costNanoUsd ?? -1)).toBe(costs.reduce((sum, cost) => sum + cost))
  await expect.poll(async () => (await rig.money()).held).toBe(0n)
}

test('the second target answers for a late one, which is left and booked as estimated', async () => {
  rig.upstream.script({ steps: [hang()] })
  const before = await rig.money()
  const answer = await rig.post(paths['openai-chat'], body)
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  expect(text).toContain('data: [DONE]')
  expect(text).not.toContain('error')
  await expect.poll(() => rig.lastCall().abortedAtMs).toBeTypeOf('number')
  const row = await rig.rowOf(answer)
  expect(row).toMatchObject({ outcome: 'completed', providerId: 'other' })
  const [lost, won] = row.attempts
  expect(lost).toMatchObject({
    number: 1,
    providerId: 'open',
    state: 'lost',
    certainty: 'estimated',
    errorCode: 'attempt_lost',
  })
  expect(won).toMatchObject({ number: 2, providerId: 'other', state: 'complete', certainty: 'exact' })
  expect(BigInt(lost?.costNanoUsd ?? 0)).toBeGreaterThan(0n)
  await expectBooked(row)
  expect((await rig.money()).settled - before.settled).toBe(BigInt(row.costNanoUsd ?? 0))
})

test('both are held while both run', async () => {
  const bothAsked = gate()
  rig.upstream.script({ steps: [hang()] })
  second.script({ answer: 'chat-stream-usage', steps: [wait(bothAsked), send()] })
  const before = countSecond()
  const asking = rig.post(paths['openai-chat'], body)
  await expect.poll(before).toBe(1)
  const { held } = await rig.money()
  bothAsked.open()
  const answer = await asking
  await answer.text()
  const row = await rig.rowOf(answer)
  expect(held).toBe(row.attempts.reduce((sum, { heldNanoUsd }) => sum + BigInt(heldNanoUsd ?? 0), 0n))
  expect(row.attempts).toHaveLength(2)
  await expectBooked(row)
})

test('the first target may win after all', async () => {
  const late = gate()
  rig.upstream.script({ answer: 'chat-stream-usage', steps: [head(), wait(late), send()] })
  second.script({ steps: [hang()] })
  const before = countSecond()
  const asking = rig.post(paths['openai-chat'], body)
  await expect.poll(before).toBe(1)
  late.open()
  const answer = await asking
  expect(await answer.text()).toContain('data: [DONE]')
  await expect.poll(() => second.requests.at(-1)?.abortedAtMs).toBeTypeOf('number')
  const row = await rig.rowOf(answer)
  expect(row).toMatchObject({ outcome: 'completed', providerId: 'open' })
  expect(row.attempts.map(({ state }) => state)).toEqual(['complete', 'lost'])
  await expectBooked(row)
})

test('a first target that fails while the second runs is a failure like any other', async () => {
  const [fails, answers] = [gate(), gate()]
  rig.upstream.script({ answer: { status: 500, body: '{}' }, steps: [wait(fails), send()] })
  second.script({ answer: 'chat-stream-usage', steps: [wait(answers), send()] })
  const before = countSecond()
  const asking = rig.post(paths['openai-chat'], body)
  await expect.poll(before).toBe(1)
  fails.open()
  await expect.poll(() => rig.lastCall().finished).toBe(true)
  answers.open()
  const answer = await asking
  expect(await answer.text()).toContain('data: [DONE]')
  const row = await rig.rowOf(answer)
  expect(row).toMatchObject({ outcome: 'completed', providerId: 'other' })
  expect(row.attempts.map(({ state }) => state)).toEqual(['refused', 'complete'])
  expect(before()).toBe(1)
  await expectBooked(row)
})

test('if both fail, the caller is told of the later failure, and neither is held any longer', async () => {
  const [one, two] = [gate(), gate()]
  rig.upstream.script({
    answer: { status: 500, body: '{"error":{"message":"one"}}' },
    steps: [wait(one), send()],
  })
  second.script({ answer: { status: 500, body: '{"error":{"message":"two"}}' }, steps: [wait(two), send()] })
  const before = countSecond()
  const asking = rig.post(paths['openai-chat'], { ...body, stream: false })
  await expect.poll(before).toBe(1)
  two.open()
  await expect.poll(() => second.requests.at(-1)?.finished).toBe(true)
  one.open()
  const answer = await asking
  expect(answer.status).toBe(500)
  expect(await answer.json()).toEqual({ error: { message: 'one' } })
  const row = await rig.rowOf(answer)
  expect(row.attempts.map(({ state }) => state)).toEqual(['refused', 'refused'])
  expect(row).toMatchObject({ costNanoUsd: '0' })
  await expectBooked(row)
})

test('a caller that leaves, leaves both', async () => {
  rig.upstream.script({ steps: [hang()] })
  second.script({ steps: [hang()] })
  const before = countSecond()
  const caller = await rig.postRaw(paths['openai-chat'], { ...body, stream: false })
  await expect.poll(before).toBe(1)
  caller.hangUp()
  await expect.poll(() => rig.lastCall().abortedAtMs).toBeTypeOf('number')
  await expect.poll(() => second.requests.at(-1)?.abortedAtMs).toBeTypeOf('number')
  await expect.poll(async () => (await rig.money()).held).toBe(0n)
})

test('a budget without room for the second is no reason to fail: the first is waited for', async () => {
  const late = gate()
  rig.upstream.script({ answer: 'chat-stream-usage', steps: [head(), wait(late), send()] })
  const { admin } = rig.gateway
  const scope = { kind: 'provider', id: 'other' } as const
  const { id } = await admin.setBudget(calendarBudget('1', {}, { scope }))
  const before = countSecond()
  const caller = await rig.postRaw(paths['openai-chat'], body, ['connection: close'])
  await caller.readUntil(pings(20))
  late.open()
  const stream = readRawStream(await caller.readAll())
  await admin.removeBudget({ id })
  expect(stream.body).toContain('[DONE]')
  const row = await rig.gateway.row(stream.headers['x-gatehouse-request-id'] ?? '')
  expect(row).toMatchObject({ outcome: 'completed', providerId: 'open' })
  expect(row.attempts).toHaveLength(1)
  expect(before()).toBe(0)
})

test('without the opt-in, nothing is started beside a late target', async () => {
  const late = gate()
  rig.upstream.script({ answer: 'chat-stream-usage', steps: [head(), wait(late), send()] })
  const before = countSecond()
  const caller = await rig.postRaw(paths['openai-chat'], { ...body, model: 'plain' }, ['connection: close'])
  await caller.readUntil(pings(20))
  late.open()
  expect(String(await caller.readAll())).toContain('[DONE]')
  expect(before()).toBe(0)
})
