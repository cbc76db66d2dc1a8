// Each fault of a provider or its network, in each wire format, streaming or not, with one target: what the caller gets, what
// the log and the books say, and that nothing hangs and no connection is left.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorTable } from '../../gateway/errors.ts'
import { inOrder, storms } from '../support/chaos-upstream.ts'
import { type Expected, expectedOf, expectWithFallback, type FaultRow } from '../support/expected-fault.ts'
import type { BillEntry } from '../support/fake-upstream.ts'
import {
  type FaultRig,
  openFaultRig,
  type Question,
  type Reply,
  rates,
  shortTimeoutMs,
  wires,
} from '../support/fault-rig.ts'
import { faultTable } from '../support/fault-table.ts'
import { toldError, toldInStream } from '../support/told-error.ts'

let rig: FaultRig
/** What each question is answered if nothing fails. */
const proper = new Map<string, Buffer>()

const questions: readonly Question[] = wires.flatMap(wire => [
  { wire, stream: true },
  { wire, stream: false },
])
const nameOf = ({ wire, stream }: Question) => `${wire}, ${stream ? 'stream' : 'whole'}`

beforeAll(async () => {
  rig = await openFaultRig()
  for (const question of questions) proper.set(nameOf(question), (await rig.ask(question)).body)
})
afterAll(() => rig[Symbol.asyncDispose]())

const billOf = ({ inputTokens, outputTokens }: Pick<BillEntry, 'inputTokens' | 'outputTokens'>) =>
  BigInt(inputTokens * rates.input + outputTokens * rates.output)
const isLate = ({ whole }: FaultRow) => whole.type === 'refused' && whole.code === 'upstream_timeout'
const sum = (amounts: readonly bigint[]) => amounts.reduce((all, each) => all + each, 0n)

const saysOf: Partial<Record<keyof typeof errorTable, string>> = {
  upstream_unreachable: 'could not be reached: ',
  upstream_timeout: `sent nothing for ${shortTimeoutMs} ms.`,
  upstream_truncated: 'broke off its answer.',
}

/** The error is told in the caller's own format and words. */
function expectTold(told: ReturnType<typeof toldError>, code: keyof typeof errorTable, wire: string): void {
  expect(told.message).toContain(`The provider "${wire}" ${saysOf[code]}`)
  if (told.code !== undefined) expect(told.code).toBe(code)
}

function expectAnswer(question: Question, { status, headers, body, isComplete }: Reply, expected: Expected) {
  const { wire } = question
  const text = body.toString()
  expect(isComplete).toBe(expected.type !== 'broken-off')
  switch (expected.type) {
    case 'answered':
      expect(status).toBe(200)
      expect(text).toBe(String(proper.get(nameOf(question))))
      break
    case 'passed-on':
      expect(status).toBe(expected.status)
      if (expected.says === '') expect(text).toBe('')
      else expect(text).toContain(expected.says)
      break
    case 'refused':
      expect(status).toBe(errorTable[expected.code].status)
      expect(headers['content-type']).toContain('application/json')
      expectTold(toldError(wire, text), expected.code, wire)
      break
    case 'broken-off': {
      expect(status).toBe(200)
      const { before, ...told } = toldInStream(wire, text)
      expectTold(told, expected.code, wire)
      // Whole events of the answer, with its first content.
      expect(String(proper.get(nameOf(question))).startsWith(before)).toBe(true)
      expect(before).toMatch(/Grüße.*\n$/s)
      break
    }
    case 'failed-within':
      expect(status).toBe(200)
      expect(text).toContain('The provider is overloaded.')
      expect(text.includes('Grüße')).toBe(expected.hasSpoken)
      break
    case 'taken-as-it-is':
      expect(status).toBe(200)
      break
    default:
      expected satisfies never
  }
}

const outcomes = {
  answered: 'completed',
  'passed-on': 'upstream-failed',
  'failed-within': 'upstream-failed',
  'taken-as-it-is': 'completed',
} as const

function expectRow({ wire, stream }: Question, { row, status }: Reply, expected: Expected, fault: FaultRow) {
  const code = 'code' in expected ? expected.code : null
  const failed = code === 'upstream_truncated' ? 'truncated' : 'upstream-failed'
  const outcome = 'code' in expected ? failed : outcomes[expected.type]
  expect(row).toMatchObject({ outcome, errorCode: code, status, streaming: stream, providerId: wire })
  const isReported =
    expected.type === 'answered' ||
    (stream ? fault.reportedBy?.includes(wire) : fault.isWholeReported) === true
  if (expected.type === 'passed-on') expect(row.certainty).toBe('none')
  else if (isReported) expect(row.certainty).toBe('exact')
  else if (fault.isSentUnknown) expect(row.certainty).toMatch(/^(none|estimated)$/)
  else if (expected.type !== 'taken-as-it-is') expect(row.certainty).toBe('estimated')
  const costs = row.attempts.map(attempt => {
    const { certainty, inputTokens, outputTokens } = attempt
    if (certainty === 'none') return 0n
    expect(inputTokens).toBeGreaterThan(0)
    // At the least what the caller has seen.
    if (expected.type === 'broken-off') expect(outputTokens).toBeGreaterThan(0)
    return billOf({ inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 })
  })
  expect(BigInt(row.costNanoUsd ?? -1)).toBe(sum(costs))
  if (isReported) expect(sum(costs)).toBe(billOf({ inputTokens: 20, outputTokens: 10 }))
}

describe.each(faultTable)('$name', row => {
  const replies = new Map<string, PromiseSettledResult<Reply>>()
  let billed: readonly BillEntry[]
  let settled: bigint

  beforeAll(async () => {
    await rig.use(row.fault, isLate(row))
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
    const expected = expectedOf(row, question.wire, question.stream)
    expectAnswer(question, reply, expected)
    expect(reply.headers['retry-after']).toBe(row.retryAfter)
    expectRow(question, reply, expected, row)
  })

  test('the books agree with the log, and are not below what the provider has reported', () => {
    const costs = questions.map(question => BigInt(replyTo(question).row.costNanoUsd ?? -1))
    expect(settled).toBe(sum(costs))
    // What the network swallowed was reported to nobody.
    if (!row.fault.proxy || row.stream.type === 'answered')
      expect(settled).toBeGreaterThanOrEqual(sum(billed.map(billOf)))
    if (row.stream.type === 'answered') expect(settled).toBe(sum(billed.map(billOf)))
  })
})

describe.each(wires)('%s', wire => {
  test('each request has its own fault: two that fail and then one that is answered', async () => {
    await rig.use({
      upstream: inOrder({ type: 'status', status: 503 }, { type: 'reset', when: 'after-content' }),
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
    const isFine = row.stream.type === 'answered' || row.name === 'status 400'
    const isHalfRequest = row.name === 'proxy: half-close after 100 bytes of the request'
    const lost = spoken.includes(row) ? 'error event' : 'second target'
    if (!isHalfRequest) expect(expectWithFallback(row.stream), row.name).toBe(isFine ? 'first target' : lost)
    // A whole answer reaches its caller when all of it is there.
    expect(expectWithFallback(row.whole), row.name).not.toBe('error event')
  }
})
