import { expect, test } from 'vitest'
import type { EncodingName } from '../../../gateway/tokens/encoding.ts'
import { openEncodings } from '../../../gateway/tokens/encodings.ts'
import { countedAtMostBytes, TextTally, type TextTallyDeps } from '../../../gateway/tokens/text-tally.ts'

const encoding = await openEncodings().get('o200k_base')

/** A tally whose worker answers when it is told to, with what it counts or with nothing. */
function openTally(deps: Partial<TextTallyDeps> = {}) {
  const asked: { readonly text: string; answer(tokens: number | undefined): void }[] = []
  const countLater = (_: EncodingName, text: string) =>
    new Promise<number | undefined>(answer => asked.push({ text, answer }))
  const allowance = { take: () => false }
  const estimatedAtMostTokens = 1e9
  const tally = new TextTally({ encoding, ratio: 1, allowance, countLater, estimatedAtMostTokens, ...deps })
  return { tally, asked }
}

const words = 'some words that were said, '

test('counts itself what its allowance lets it', () => {
  const taken: number[] = []
  const { tally, asked } = openTally({ allowance: { take: characters => taken.push(characters) > 0 } })
  tally.add(words)
  tally.add(words)
  expect(tally.tokens()).toBe(encoding.count(words + words))
  expect(tally.counting()).toBeUndefined()
  expect([taken, asked]).toEqual([[2 * words.length], []])
})

test('never counts more itself than it was allowed, however much is said', async () => {
  const counted: number[] = []
  const counting = { ...encoding, count: (text: string) => counted.push(text.length) }
  const { tally, asked } = openTally({ encoding: counting })
  for (let each = 0; each < 4000; each++) tally.add(words)
  tally.tokens()
  expect(counted).toEqual([])
  expect(asked.map(({ text }) => text).join('')).toBe(words.repeat(4000))
})

test('estimates what the worker still counts, and knows it exactly once it has', async () => {
  const { tally, asked } = openTally()
  tally.add(words)
  expect(tally.tokens()).toBe(Math.ceil(words.length / 3))
  const counting = tally.counting()
  asked[0]?.answer(6)
  await counting
  expect(tally.tokens()).toBe(6)
  expect(tally.counting()).toBeUndefined()
})

test('estimates what the worker did not count, as dense as the counted part and never less than a third', async () => {
  const { tally, asked } = openTally()
  tally.add('x'.repeat(100))
  const first = tally.counting()
  asked[0]?.answer(undefined)
  await first
  expect(tally.tokens()).toBe(34)
  tally.add('y'.repeat(100))
  const second = tally.counting()
  asked[1]?.answer(80)
  await second
  expect(tally.tokens()).toBe(160)
})

test('estimates what is more than any model says, without asking the worker', async () => {
  const { tally, asked } = openTally()
  for (let each = 0; each < 100; each++) tally.add('x'.repeat(32_769))
  const askedBytes = asked.reduce((sum, { text }) => sum + text.length, 0)
  expect(askedBytes).toBeLessThanOrEqual(countedAtMostBytes)
  expect(askedBytes).toBeGreaterThan(countedAtMostBytes - 32_769)
  expect(tally.tokens()).toBe(Math.ceil((100 * 32_769) / 3))
})

test('an estimate is no longer than an answer may be, what was counted is', () => {
  const { tally } = openTally({ estimatedAtMostTokens: 500 })
  tally.addUnread(63_000_000)
  expect(tally.tokens()).toBe(500)
  tally.addCounted({ tokens: 600, countedBytes: 2400, uncountedBytes: 0 })
  expect(tally.tokens()).toBe(600)
  expect(tally.bytes()).toBe(63_002_400)
})
