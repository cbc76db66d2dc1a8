import { expect, test } from 'vitest'
import { delayOf, retryAfterMs } from '../../../gateway/attempts/retry-after.ts'

const nowMs = Date.parse('2026-11-27T12:00:00Z')
const dayMs = 86_400_000

test.each<[string, Record<string, string>, number | undefined]>([
  ['nothing', {}, undefined],
  ['seconds', { 'retry-after': '20' }, 20_000],
  ['no wait', { 'retry-after': '0' }, 0],
  ['a part of a second', { 'retry-after': '0.5' }, 500],
  ['a part of a millisecond', { 'retry-after-ms': '12.1' }, 13],
  ['milliseconds', { 'retry-after-ms': '350' }, 350],
  ['milliseconds beside seconds', { 'retry-after-ms': '350', 'retry-after': '9' }, 350],
  [
    'milliseconds that cannot be read, beside seconds',
    { 'retry-after-ms': 'soon', 'retry-after': '9' },
    9000,
  ],
  ['space around it', { 'retry-after': ' 20 ' }, 20_000],
  ['a time before now', { 'retry-after': '-5' }, undefined],
  ['a number in another notation', { 'retry-after': '1e3' }, undefined],
  ['words', { 'retry-after': 'later' }, undefined],
  ['nothing at all', { 'retry-after': '' }, undefined],
  ['a year', { 'retry-after': '31536000' }, dayMs],
  ['an absurd number', { 'retry-after': '999999999999999' }, dayMs],
  ['a date', { 'retry-after': 'Fri, 27 Nov 2026 12:00:30 GMT' }, 30_000],
  ['a date that has passed', { 'retry-after': 'Fri, 27 Nov 2026 11:00:00 GMT' }, 0],
  ['a date next year', { 'retry-after': 'Sat, 27 Nov 2027 12:00:00 GMT' }, dayMs],
  [
    'a date by the clock of a provider that is an hour ahead',
    { 'retry-after': 'Fri, 27 Nov 2026 13:00:30 GMT', date: 'Fri, 27 Nov 2026 13:00:00 GMT' },
    30_000,
  ],
  [
    'a date beside a clock that cannot be read',
    { 'retry-after': 'Fri, 27 Nov 2026 12:00:30 GMT', date: 'now' },
    30_000,
  ],
])('%s', (_, headers, expected) => {
  expect(retryAfterMs(headers, nowMs)).toBe(expected)
})

test.each([
  [undefined, undefined],
  [1.5, 1500],
  [-1, 0],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [1e12, dayMs],
])('a body that says %s seconds', (seconds, expected) => {
  expect(delayOf(seconds)).toBe(expected)
})
