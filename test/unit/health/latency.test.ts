import { expect, test } from 'vitest'
import { Latency } from '../../../gateway/health/latency.ts'

const halfHour = 30 * 60_000

function streamed(firstTokenMs: number, outputTokens: number | undefined = 11, perTokenMs = 20) {
  return { firstTokenMs, outputTokens, durationMs: firstTokenMs + 10 * perTokenMs }
}

function latencyOf(firstTokensMs: readonly number[]): Latency {
  const latency = new Latency()
  for (const each of firstTokensMs) latency.add(streamed(each), 0)
  return latency
}

test('two answers say nothing, three do', () => {
  expect(latencyOf([100, 200]).speed(0)).toBeUndefined()
  expect(latencyOf([100, 900, 200]).speed(0)).toEqual({
    answers: 3,
    firstTokenMs: 200,
    firstTokenP95Ms: 900,
    msPerOutputToken: 20,
  })
})

test('the newest twenty count', () => {
  const speed = latencyOf([
    ...Array<number>(30).fill(9000),
    ...Array.from({ length: 20 }, (_, each) => each + 1),
  ]).speed(0)
  expect(speed).toMatchObject({ answers: 20, firstTokenMs: 10, firstTokenP95Ms: 19 })
})

test('is computed once a second, and at once with the third answer', () => {
  const latency = latencyOf([100, 200])
  expect(latency.speed(0)).toBeUndefined()
  latency.add(streamed(300), 0)
  expect(latency.speed(0)?.answers).toBe(3)
  latency.add(streamed(400), 1)
  expect(latency.speed(999)?.answers).toBe(3)
  expect(latency.speed(1000)?.answers).toBe(4)
})

test('an answer counts for half an hour', () => {
  const latency = latencyOf([100, 200, 300])
  latency.add(streamed(400), 10_000)
  expect(latency.speed(halfHour - 1)?.answers).toBe(4)
  expect(latency.speed(halfHour)).toBeUndefined()
  latency.add(streamed(500), halfHour)
  latency.add(streamed(600), halfHour)
  expect(latency.speed(halfHour)).toMatchObject({ answers: 3, firstTokenMs: 500 })
})

test('an answer that came as a whole does not say when its first token was there', () => {
  const latency = latencyOf([100, 200])
  latency.add({ firstTokenMs: undefined, outputTokens: 10, durationMs: 50 }, 0)
  expect(latency.speed(0)).toBeUndefined()
})

test('without tokens that were reported the pace is unknown, and never 0', () => {
  const latency = new Latency()
  for (const outputTokens of [undefined, 1, 0])
    latency.add({ firstTokenMs: 5, outputTokens, durationMs: 10 }, 0)
  expect(latency.speed(0)).toMatchObject({ answers: 3, msPerOutputToken: undefined })
})
