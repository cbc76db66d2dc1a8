import { expect, test } from 'vitest'
import { countPlaywright, countVitest } from '../../support/test-reports.ts'

test('of Vitest, a test that passed after it had failed is named', () => {
  const tried = (fullName: string, status: string, ...failureMessages: readonly string[]) => ({
    fullName,
    status,
    failureMessages,
  })
  const counted = countVitest({
    numPassedTests: 2,
    numFailedTests: 1,
    numPendingTests: 1,
    testResults: [
      { assertionResults: [tried('at once', 'passed'), tried('never', 'failed', 'no', 'no')] },
      { assertionResults: [tried('at last', 'passed', 'no'), tried('off', 'pending')] },
    ],
  })
  expect(counted).toEqual({ passed: 2, failed: 1, skipped: 1, flaky: ['at last'] })
})

test('of Playwright, a spec that passed after it had failed is named, however deep it lies', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ projectName: 'browser', status }] })
  const counted = countPlaywright({
    stats: { expected: 1, unexpected: 1, flaky: 2, skipped: 0 },
    suites: [
      { specs: [spec('at once', 'expected'), spec('at last', 'flaky')] },
      { specs: [spec('never', 'unexpected')], suites: [{ specs: [spec('deep', 'flaky')] }] },
    ],
  })
  expect(counted).toEqual({
    passed: 3,
    failed: 1,
    skipped: 0,
    flaky: ['at last (browser)', 'deep (browser)'],
  })
})
