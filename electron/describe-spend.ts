import type { SpendSummary } from '../gateway/contract/requests.ts'
import { toDecimalUsd } from '../gateway/contract/units.ts'

const dollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 4,
})

/** '$0.0125 today, 3 requests'. Requests without a known price are mentioned separately and not counted as free. */
export function describeSpend({ costNanoUsd, requests, unpricedRequests }: SpendSummary): string {
  const cost = dollars.format(toDecimalUsd(BigInt(costNanoUsd)) as `${number}`)
  const unpriced = unpricedRequests === 0 ? '' : `, ${unpricedRequests} without a price`
  return `${cost} today, ${requests} ${requests === 1 ? 'request' : 'requests'}${unpriced}`
}
