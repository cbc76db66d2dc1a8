import { expect, test } from 'vitest'
import { describeSpend } from '../../../electron/describe-spend.ts'

const nothing = {
  costNanoUsd: '0',
  unpricedRequests: 0,
  requests: 0,
  sandboxRequests: 0,
  failedRequests: 0,
  inputTokens: 0,
  outputTokens: 0,
  timeToFirstTokenP50Ms: null,
  timeToFirstTokenP95Ms: null,
}

test.each([
  { spend: {}, text: '$0.00 today, 0 requests' },
  { spend: { costNanoUsd: '1500000000', requests: 1 }, text: '$1.50 today, 1 request' },
  { spend: { costNanoUsd: '30292500', requests: 3 }, text: '$0.0303 today, 3 requests' },
  { spend: { costNanoUsd: '1234567890000000', requests: 12 }, text: '$1,234,567.89 today, 12 requests' },
  {
    spend: { costNanoUsd: '10000000', requests: 2, unpricedRequests: 1 },
    text: '$0.01 today, 2 requests, 1 without a price',
  },
])('$text', ({ spend, text }) => {
  expect(describeSpend({ ...nothing, ...spend })).toBe(text)
})
