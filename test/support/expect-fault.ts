// Compares what a caller got, and what the log says of it, with what is expected.
import { expect } from 'vitest'
import { errorTable } from '../../gateway/errors.ts'
import type { Expected, FaultRow } from './expected-fault.ts'
import type { BillEntry } from './fake-upstream.ts'
import { type Question, type Reply, rates, shortTimeoutMs } from './fault-rig.ts'
import { type Told, toldError, toldInStream } from './told-error.ts'

/** What the provider charges for the tokens that it has reported. */
export function billOf({
  inputTokens,
  outputTokens,
}: Pick<BillEntry, 'inputTokens' | 'outputTokens'>): bigint {
  return BigInt(inputTokens * rates.input + outputTokens * rates.output)
}

export function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, each) => all + each, 0n)
}

export function nameOf({ wire, of = wire, stream }: Question): string {
  return `${wire}${of === wire ? '' : ` of ${of}`}, ${stream ? 'stream' : 'whole'}`
}

const saysOf: Partial<Record<keyof typeof errorTable, string>> = {
  upstream_unreachable: 'could not be reached: ',
  upstream_timeout: `sent nothing for ${shortTimeoutMs} ms.`,
  upstream_truncated: 'broke off its answer.',
  upstream_malformed: 'sent no answer of its format, but ',
  upstream_failed: 'failed: ',
}

/** The provider's own words within an answer that began well. */
const ownWords = 'The provider is overloaded.'

/** The error is told in the caller's own format, with the provider's own words if it has said any. */
function expectTold(told: Told, code: keyof typeof errorTable, { wire, of = wire }: Question): void {
  if (code === 'upstream_failed' && told.message.includes(ownWords)) return
  expect(told.message).toContain(`The provider "${of}" ${saysOf[code]}`)
  if (told.code !== undefined) expect(told.code).toBe(code)
}

/** `proper` is what the question is answered if nothing fails. Undefined if that is not the same each time. */
export function expectAnswer(
  question: Question,
  { status, headers, body, isComplete }: Reply,
  expected: Expected,
  proper: string | undefined,
): void {
  const { wire } = question
  const text = body.toString()
  expect(isComplete).toBe(expected.type !== 'broken-off')
  switch (expected.type) {
    case 'answered':
      expect(status).toBe(200)
      if (proper === undefined) expect(text).toMatch(/Grüße.* aus.* Zürich.*\./s)
      else expect(expected.pings ? text.slice(0, proper.length) : text).toBe(proper)
      break
    case 'passed-on':
      expect(status).toBe(expected.status)
      if (proper === undefined) expect(toldError(wire, text).message).not.toBe('')
      else if (expected.says === '') expect(text).toBe('')
      else expect(text).toContain(expected.says)
      break
    case 'refused':
      // A provider that says which error it is is believed.
      if (expected.code === 'upstream_failed') expect(status).toBeGreaterThanOrEqual(500)
      else expect(status).toBe(errorTable[expected.code].status)
      expect(headers['content-type']).toContain('application/json')
      expectTold(toldError(wire, text), expected.code, question)
      break
    case 'broken-off': {
      expect(status).toBe(200)
      const { before, ...told } = toldInStream(wire, text)
      expectTold(told, expected.code, question)
      // Whole events of the answer, with its first content.
      if (proper !== undefined) expect(proper.startsWith(before)).toBe(true)
      expect(before).toMatch(/Grüße.*\n$/s)
      break
    }
    case 'failed-within':
      expect(status).toBe(200)
      expect(text).toContain(ownWords)
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

export function expectRow(
  { wire, of = wire, stream }: Question,
  { row, status }: Reply,
  expected: Expected,
  fault: FaultRow,
): void {
  const code = 'code' in expected ? expected.code : null
  const failed = code === 'upstream_truncated' ? 'truncated' : 'upstream-failed'
  const outcome = 'code' in expected ? failed : outcomes[expected.type]
  expect(row).toMatchObject({ outcome, errorCode: code, status, streaming: stream, providerId: of })
  const isReported =
    expected.type === 'answered' || (stream ? fault.reportedBy?.includes(of) : fault.isWholeReported) === true
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
