import { describe, expect, test } from 'vitest'
import { limitsOf } from '../../../gateway/attempts/attempt-limits.ts'
import { cutPromptDoubt } from '../../../gateway/attempts/cut-prompt.ts'
import { noTokens } from '../../../gateway/contract/chat.ts'
import type { TargetLimits } from '../../../gateway/contract/routes.ts'
import { noUses, standardTerms } from '../../../gateway/pricing/bill.ts'
import { candidateOf } from '../../../gateway/routing/plan-model.ts'
import { newAttempt } from '../../support/attempt-rig.ts'

const speed = { answers: 50, firstTokenMs: 300, firstTokenP95Ms: 500, msPerOutputToken: 10 }

function firstTokenMs(
  isLoaded: boolean | undefined,
  { own, route, kind = 'ollama' }: { own?: TargetLimits; route?: TargetLimits; kind?: string } = {},
) {
  const candidate = { ...candidateOf(newAttempt({ kind }).target), limits: own }
  const request = { inputTokens: 0, reasoning: false, stream: true, isLoaded }
  return limitsOf(candidate, { name: 'r', groups: [], limits: route }, request, { speed }).firstTokenMs
}

describe('the first content of a model on this machine may take', () => {
  test('five minutes while it is loaded, whatever was learned of its speed', () => {
    expect(firstTokenMs(false)).toBe(300_000)
  })
  test('a minute at first if it is loaded, and less once its speed is known', () => {
    expect(firstTokenMs(true)).toBe(30_000)
    const candidate = candidateOf(newAttempt({ kind: 'ollama' }).target)
    const request = { inputTokens: 0, reasoning: false, stream: true, isLoaded: true }
    const limits = limitsOf(candidate, { name: 'r', groups: [] }, request, { speed: undefined })
    expect(limits.firstTokenMs).toBe(60_000)
  })
  test('what the target says, but not what the route says, while it is loaded', () => {
    const route = { firstTokenMs: 1000, headersMs: 500, tokensPerSecond: 3 }
    expect(firstTokenMs(false, { route })).toBe(300_000)
    expect(firstTokenMs(false, { route, own: { firstTokenMs: 2000 } })).toBe(2000)
    expect(firstTokenMs(true, { route })).toBe(1000)
    const request = { inputTokens: 0, reasoning: false, stream: true, isLoaded: false }
    const candidate = candidateOf(newAttempt({ kind: 'ollama' }).target)
    expect(limitsOf(candidate, { name: 'r', groups: [], limits: route }, request, { speed })).toEqual({
      tokensPerSecond: 3,
      firstTokenMs: 300_000,
    })
  })
})

describe('a report of the input', () => {
  const doubt = (kind: string, counted: number, read: number, fixed = 0) => {
    const attempt = newAttempt({ kind, inputTokens: counted, counted: { fixed } })
    attempt.usage = {
      tokens: { ...noTokens, input: read },
      complete: true,
      terms: standardTerms,
      uses: noUses,
    }
    return cutPromptDoubt(attempt)
  }
  test.each([
    ['clearly fewer than were counted', 'ollama', 8000, 2048, 0, true],
    ['somewhat fewer, by another tokenizer', 'ollama', 8000, 5000, 0, false],
    ['few of a short prompt', 'ollama', 600, 200, 0, false],
    ['none, which old versions say of a cached prompt', 'ollama', 8000, 0, 0, false],
    ['few of a picture', 'ollama', 8000, 900, 7000, false],
    ['clearly fewer, from a provider elsewhere', 'openai', 8000, 2048, 0, false],
  ])('of %s', (_, kind, counted, read, fixed, isDoubted) => {
    expect(doubt(kind, counted, read, fixed) !== undefined).toBe(isDoubted)
  })
})
