import { expect, test } from 'vitest'
import { describeFailovers, failoverKey, failoverNotification } from '../../../electron/describe-failover.ts'

const outage = {
  providerId: 'openai',
  target: 'openai/gpt-4o',
  to: 'lab/llama',
  route: 'smart',
  reason: 'It answered 500.',
  sinceMs: 5,
}

test('the tray names who is out and who answers, and counts the others', () => {
  expect(describeFailovers([])).toBeUndefined()
  expect(describeFailovers([outage])).toBe('openai is out, lab/llama answers')
  expect(describeFailovers([outage, outage, outage])).toBe('openai is out, lab/llama answers, 2 more out')
  expect(describeFailovers([{ ...outage, providerId: null }])).toBe('No network, lab/llama answers')
})

test('a notification says who is out, who answers for which route, and why', () => {
  expect(failoverNotification(outage)).toEqual({
    title: 'openai is out',
    body: 'lab/llama answers in place of openai/gpt-4o for smart. It answered 500.',
  })
  expect(failoverNotification({ ...outage, providerId: null, route: null, reason: '' })).toEqual({
    title: 'No network',
    body: 'lab/llama answers in place of openai/gpt-4o.',
  })
})

test('an outage is told apart by its provider and its beginning alone', () => {
  expect(failoverKey({ ...outage, reason: 'It answered 503.', to: 'other/model' })).toBe(failoverKey(outage))
  expect(failoverKey({ ...outage, sinceMs: 6 })).not.toBe(failoverKey(outage))
  expect(failoverKey({ ...outage, providerId: null })).not.toBe(failoverKey(outage))
})
