import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GatewayError } from '../../gateway/errors.ts'
import type { Exchange } from '../../gateway/exchange.ts'
import { RunningExchanges } from '../../gateway/running-exchanges.ts'
import { newExchange } from '../support/attempt-rig.ts'

const exchange = newExchange

test('holds what was added and not deleted, in whatever order that happens', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 })), picks => {
      const running = new RunningExchanges()
      const known = Array.from({ length: 10 }, () => exchange())
      const expected = new Set<Exchange>()
      for (const pick of picks) {
        const each = known[pick] as Exchange
        if (expected.delete(each)) running.delete(each)
        else {
          expected.add(each)
          running.add(each)
        }
        expect(running.size).toBe(expected.size)
        expect(new Set(running.list())).toEqual(expected)
      }
    }),
  )
})

test('deleting what is not there changes nothing', () => {
  const running = new RunningExchanges()
  const [first, other] = [exchange(), exchange()]
  running.add(first)
  running.delete(other)
  running.delete(first)
  running.delete(first)
  expect(running.list()).toEqual([])
})

test('all of them end with what runs them', () => {
  const running = new RunningExchanges()
  const [first, second, over] = [exchange(), exchange(), exchange()]
  for (const each of [first, second, over]) running.add(each)
  running.delete(over)
  const closing = new GatewayError('shutting_down')
  running.cancel(closing)
  expect([first, second, over].map(({ scope }) => scope.reason)).toEqual([closing, closing, undefined])
})
