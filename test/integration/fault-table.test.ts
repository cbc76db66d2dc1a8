// Each fault of a provider or its network, in each wire format, streaming or not, with one target: what the caller gets, what
// the log and the books say, and that nothing hangs and no connection is left.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inOrder, storms } from '../support/chaos-upstream.ts'
import { billOf, expectAnswer, expectRow, nameOf, sum } from '../support/expect-fault.ts'
import { expectedOf, expectWithFallback, slownessOf } from '../support/expected-fault.ts'
import type { BillEntry } from '../support/fake-upstream.ts'
import { type FaultRig, openFaultRig, type Question, type Reply, wires } from '../support/fault-rig.ts'
import { faultTable } from '../support/fault-table.ts'

let rig: FaultRig
/** What each question is answered if nothing fails. */
const proper = new Map<string, string>()

const questions: readonly Question[] = wires.flatMap(wire => [
  { wire, stream: true },
  { wire, stream: false },
])

beforeAll(async () => {
  rig = await openFaultRig()
  for (const question of questions) proper.set(nameOf(question), String((await rig.ask(question)).body))
})
afterAll(() => rig[Symbol.asyncDispose]())

describe.each(faultTable)('$name', row => {
  const replies = new Map<string, PromiseSettledResult<Reply>>()
  let billed: readonly BillEntry[]
  let settled: bigint

  beforeAll(async () => {
    await rig.use(row.fault, slownessOf(row))
    const before = { ...(await rig.money()), bill: rig.bill().length }
    const asked = await Promise.allSettled(questions.map(question => rig.ask(question)))
    for (const [place, reply] of asked.entries()) {
      const question = questions[place]
      if (question) replies.set(nameOf(question), reply)
    }
    await rig.expectNothingLeft()
    const after = await rig.money()
    expect(after.held).toBe(0n)
    settled = after.settled - before.settled
    billed = rig.bill().slice(before.bill)
  })

  function replyTo(question: Question): Reply {
    const reply = replies.get(nameOf(question))
    if (reply?.status !== 'fulfilled') throw reply?.reason ?? new Error('Nobody asked')
    return reply.value
  }

  test.each(questions.map(question => ({ ...question, name: nameOf(question) })))('$name', question => {
    const reply = replyTo(question)
    const expected = expectedOf(row, question)
    expectAnswer(question, reply, expected, proper.get(nameOf(question)))
    expect(reply.headers['retry-after']).toBe(row.retryAfter)
    expectRow(question, reply, expected, row)
  })

  test('the books agree with the log, and are not below what the provider has reported', () => {
    const costs = questions.map(question => BigInt(replyTo(question).row.costNanoUsd ?? -1))
    expect(settled).toBe(sum(costs))
    // What the network swallowed, or came after an event that nobody can read, was reported to nobody.
    const isUnread = row.stream.type === 'refused' && row.stream.code === 'upstream_malformed'
    if ((!row.fault.proxy && !isUnread) || row.stream.type === 'answered')
      expect(settled).toBeGreaterThanOrEqual(sum(billed.map(billOf)))
    if (row.stream.type === 'answered') expect(settled).toBe(sum(billed.map(billOf)))
  })
})

describe.each(wires)('%s', wire => {
  test('each request has its own fault: two that fail and then one that is answered', async () => {
    await rig.use({
      upstream: inOrder({ type: 'status', status: 500 }, { type: 'reset', when: 'after-content' }),
    })
    const before = await rig.money()
    const replies = [
      await rig.ask({ wire, stream: true }),
      await rig.ask({ wire, stream: true }),
      await rig.ask({ wire, stream: true }),
    ]
    expect(replies.map(({ row }) => row.outcome)).toEqual(['upstream-failed', 'truncated', 'completed'])
    expect(replies.map(({ isComplete }) => isComplete)).toEqual([true, false, true])
    await rig.expectNothingLeft()
    const { held, settled } = await rig.money()
    expect(held).toBe(0n)
    expect(settled - before.settled).toBe(sum(replies.map(({ row }) => BigInt(row.costNanoUsd ?? -1))))
  })

  test('in a storm of errors, who is answered pays what is billed and nobody else pays', async () => {
    await rig.use({
      upstream: storms({ fault: { type: 'status', status: 500 }, length: 6, share: 60, seed: 11 }),
    })
    const before = { ...(await rig.money()), bill: rig.bill().length }
    const statuses: number[] = []
    for (let call = 1; call <= 12; call += 1) statuses.push((await rig.ask({ wire, stream: false })).status)
    expect(new Set(statuses)).toEqual(new Set([200, 500]))
    expect(statuses.slice(6).every(status => status === 200)).toBe(true)
    await rig.expectNothingLeft()
    const billed = rig.bill().slice(before.bill)
    expect(billed).toHaveLength(statuses.filter(status => status === 200).length)
    expect((await rig.money()).settled - before.settled).toBe(sum(billed.map(billOf)))
  })
})

test('a second target may answer wherever the caller has no content, and nowhere else', () => {
  const spoken = faultTable.filter(({ fault }) => {
    const { upstream } = fault
    if (typeof upstream !== 'object' || !('when' in upstream)) return false
    const isOfProvider = upstream.type !== 'malformed'
    return isOfProvider && ['after-content', 'within-character', 'before-end'].includes(upstream.when)
  })
  expect(spoken.length).toBeGreaterThan(10)
  for (const row of faultTable) {
    const isFine = ['answered', 'taken-as-it-is'].includes(row.stream.type) || row.name === 'status 400'
    const isHalfRequest = row.name === 'proxy: half-close after 100 bytes of the request'
    const lost = spoken.includes(row) ? 'error event' : 'second target'
    if (!isHalfRequest) expect(expectWithFallback(row.stream), row.name).toBe(isFine ? 'first target' : lost)
    // A whole answer reaches its caller when all of it is there.
    expect(expectWithFallback(row.whole), row.name).not.toBe('error event')
  }
})
