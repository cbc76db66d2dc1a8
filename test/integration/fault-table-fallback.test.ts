// The faults of the table at the first target of a route whose second target is well: where the caller has no content yet, it
// gets the second target's answer and sees nothing of the fault. Everything is paid for by what the providers have billed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { billOf, nameOf, sum } from '../support/expect-fault.ts'
import { expectedOf, expectWithFallback, slownessOf } from '../support/expected-fault.ts'
import { type FaultRig, openFaultRig, type Question, type Reply, wires } from '../support/fault-rig.ts'
import { faultTable } from '../support/fault-table.ts'

let rig: FaultRig
const proper = new Map<string, string>()

const questions: readonly Question[] = wires.flatMap(wire => [
  { wire, stream: true, withFallback: true },
  { wire, stream: false, withFallback: true },
])

beforeAll(async () => {
  rig = await openFaultRig()
  for (const question of questions) proper.set(nameOf(question), String((await rig.ask(question)).body))
})
afterAll(() => rig[Symbol.asyncDispose]())

describe.each(faultTable)('$name', row => {
  const replies = new Map<string, PromiseSettledResult<Reply>>()
  let settled: bigint
  let secondBilled: bigint

  beforeAll(async () => {
    await rig.useAtFirstTargets(row.fault, slownessOf(row))
    const before = { ...(await rig.money()), bill: rig.secondBill().length }
    const asked = await Promise.allSettled(questions.map(question => rig.ask(question)))
    for (const [place, reply] of asked.entries()) {
      const question = questions[place]
      if (question) replies.set(nameOf(question), reply)
    }
    await rig.expectNothingLeft()
    const after = await rig.money()
    expect(after.held).toBe(0n)
    settled = after.settled - before.settled
    secondBilled = sum(rig.secondBill().slice(before.bill).map(billOf))
  })

  function replyTo(question: Question): Reply {
    const reply = replies.get(nameOf(question))
    if (reply?.status !== 'fulfilled') throw reply?.reason ?? new Error('Nobody asked')
    return reply.value
  }

  test.each(questions.map(question => ({ ...question, name: nameOf(question) })))('$name', question => {
    const { body, headers, row: logged, status } = replyTo(question)
    const { wire } = question
    const expected = expectedOf(row, question)
    const route = headers['x-gatehouse-route'] ?? ''
    switch (expectWithFallback(expected)) {
      case 'second target': {
        expect([status, body.toString()]).toEqual([200, proper.get(nameOf(question))])
        expect(logged).toMatchObject({ outcome: 'completed', errorCode: null, providerId: `${wire}-second` })
        expect(route).toMatch(new RegExp(`^${wire}/[^=]+=[a-z-]+,${wire}-second/[^=]+$`))
        const costs = logged.attempts.map(({ costNanoUsd }) => BigInt(costNanoUsd ?? -1))
        expect(costs).toHaveLength(2)
        expect(BigInt(logged.costNanoUsd ?? -1)).toBe(sum(costs))
        break
      }
      case 'first target':
        expect(logged.providerId).toBe(wire)
        expect(logged.attempts).toHaveLength(1)
        break
      default:
        expect(logged).toMatchObject({ providerId: wire, attempts: [{ providerId: wire }] })
        expect(logged.outcome).toMatch(/^(truncated|upstream-failed)$/)
    }
  })

  test('the books agree with the log, and with what the second target has billed', () => {
    const rows = questions.map(question => replyTo(question).row)
    expect(settled).toBe(sum(rows.map(({ costNanoUsd }) => BigInt(costNanoUsd ?? -1))))
    const second = rows.flatMap(({ attempts }) =>
      attempts.filter(({ providerId }) => providerId.endsWith('-second')),
    )
    expect(sum(second.map(({ costNanoUsd }) => BigInt(costNanoUsd ?? -1)))).toBe(secondBilled)
  })
})
