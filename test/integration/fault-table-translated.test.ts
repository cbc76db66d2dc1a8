// The faults of the table where the provider speaks another format than the caller: what the caller gets is in the caller's
// own, and the money is the same. The rows that differ by nothing but the moment or the network are left out.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAnswer, expectRow, nameOf, sum } from '../support/expect-fault.ts'
import { expectedOf, slownessOf } from '../support/expected-fault.ts'
import { type FaultRig, openFaultRig, type Question, type Reply } from '../support/fault-rig.ts'
import { faultTable } from '../support/fault-table.ts'
import type { Wire } from '../support/translation-rig.ts'

/** Each format once on either side. */
const lanes: readonly (readonly [Wire, Wire])[] = [
  ['chat', 'messages'],
  ['messages', 'gemini'],
  ['gemini', 'ollama'],
  ['ollama', 'responses'],
  ['responses', 'chat'],
]
const questions: readonly Question[] = lanes.flatMap(([wire, of]) => [
  { wire, of, stream: true },
  { wire, of, stream: false },
])
const leftOut =
  /^(close|status 40[138]|status 50[234]$|proxy: (?!single bytes)|status 200 and a page that is called a)/
const rows = faultTable.filter(({ name }) => !leftOut.test(name))

let rig: FaultRig

beforeAll(async () => {
  rig = await openFaultRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

test('most rows of the table are here', () => {
  expect(rows.length).toBeGreaterThan(25)
})

describe.each(rows)('$name', row => {
  const replies = new Map<string, PromiseSettledResult<Reply>>()
  let settled: bigint

  beforeAll(async () => {
    await rig.use(row.fault, slownessOf(row))
    const before = await rig.money()
    const asked = await Promise.allSettled(questions.map(question => rig.ask(question)))
    questions.forEach((question, place) => {
      const reply = asked[place]
      if (reply) replies.set(nameOf(question), reply)
    })
    await rig.expectNothingLeft()
    const after = await rig.money()
    expect(after.held).toBe(0n)
    settled = after.settled - before.settled
  })

  function replyTo(question: Question): Reply {
    const reply = replies.get(nameOf(question))
    if (reply?.status !== 'fulfilled') throw reply?.reason ?? new Error('Nobody asked')
    return reply.value
  }

  test.each(questions.map(question => ({ ...question, name: nameOf(question) })))('$name', question => {
    const reply = replyTo(question)
    const expected = expectedOf(row, question)
    expectAnswer(question, reply, expected, undefined)
    expect(reply.headers['retry-after']).toBe(row.retryAfter)
    expectRow(question, reply, expected, row)
  })

  test('the books agree with the log', () => {
    expect(settled).toBe(sum(questions.map(question => BigInt(replyTo(question).row.costNanoUsd ?? -1))))
  })
})
