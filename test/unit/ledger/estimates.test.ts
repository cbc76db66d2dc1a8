import { rmSync } from 'node:fs'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ClientId } from '../../../gateway/contract/units.ts'
import { type Lesson, openEstimates } from '../../../gateway/ledger/estimates.ts'
import type { WritableDb } from '../../../gateway/storage/database.ts'
import { openLedgerDb } from '../../../gateway/storage/databases.ts'
import { openEstimateRows } from '../../../gateway/storage/estimates.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let home: string
let db: WritableDb
beforeEach(() => {
  vi.useFakeTimers()
  home = temporaryHome()
  db = openLedgerDb(home)
})
afterEach(() => {
  vi.useRealTimers()
  db.close()
  rmSync(home, { recursive: true, force: true })
})

const lesson: Lesson = {
  clientId: 'cli_a' as ClientId,
  providerId: 'main',
  model: 'claude-sonnet-4-5',
  tools: false,
  reasoning: false,
  choices: 1,
  maxOutputTokens: undefined,
  outputTokens: 10,
  input: { countedTokens: 100, textTokens: 100, reportedTokens: 150 },
  pace: { outputTokens: 10, reasoningTokens: 0, durationMs: 100 },
}

const open = () => openEstimates({ rows: openEstimateRows(db), now: () => 0, log: pino({ level: 'silent' }) })
const stored = () => db.prepare('SELECT samples FROM token_ratios').pluck().all()

test('ratios are written behind, once a second', () => {
  const estimates = open()
  for (let sent = 0; sent < 5; sent++) estimates.learn(lesson)
  expect(stored()).toEqual([])
  vi.advanceTimersByTime(1000)
  expect(stored()).toEqual([5])
  estimates.learn(lesson)
  vi.advanceTimersByTime(999)
  expect(stored()).toEqual([5])
  estimates.close()
  expect(stored()).toEqual([6])
  expect(vi.getTimerCount()).toBe(0)
  expect(open().ratioOf(lesson.model)).toBe(estimates.ratioOf(lesson.model))
})

test('how fast a model writes is known after a restart', () => {
  const estimates = open()
  expect(estimates.tokensWithin('main', lesson.model, 10_000)).toBe(1000) // nothing is known: 100 a second
  estimates.learn({ ...lesson, pace: { outputTokens: 400, reasoningTokens: 300, durationMs: 8000 } })
  estimates.close()
  expect(open().tokensWithin('main', lesson.model, 10_000)).toBe(500)
  expect(open().thinks('main', lesson.model)).toBe(true)
  expect(open().tokensWithin('other', lesson.model, 10_000)).toBe(1000)
})

test('what cannot be written now is written with the next', () => {
  const estimates = open()
  db.exec("CREATE TRIGGER full BEFORE INSERT ON token_ratios BEGIN SELECT raise(ABORT, 'disk full'); END")
  estimates.learn(lesson)
  vi.advanceTimersByTime(1000)
  db.exec('DROP TRIGGER full')
  estimates.learn({ ...lesson, model: 'another' })
  vi.advanceTimersByTime(1000)
  expect(stored()).toEqual([1, 1])
})

test('the worst case is bounded by what the model is known to write', () => {
  const estimates = open()
  expect(estimates.worstOutput(lesson)).toBe(64_000)
  expect(estimates.worstOutput({ ...lesson, maxOutputTokens: 7 })).toBe(7)
  expect(estimates.outputHold({ ...lesson, model: 'claude-3-haiku-20240307', choices: 2 })).toBe(2 * 4096)
})

test('requests whose answers have no tokens do not teach how long answers are', () => {
  const estimates = open()
  const before = estimates.outputHold(lesson)
  for (let sent = 0; sent < 30; sent++) estimates.learn({ ...lesson, maxOutputTokens: 0, outputTokens: 0 })
  expect(estimates.outputHold(lesson)).toBe(before)
  expect(estimates.outputHold({ ...lesson, maxOutputTokens: 0 })).toBe(0)
  expect(estimates.worstOutput({ ...lesson, maxOutputTokens: 0 })).toBe(0)
})
