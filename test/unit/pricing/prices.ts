import { nanoUsd } from '../../../gateway/contract/units.ts'
import { halfPrice, type Price, type Rate } from '../../../gateway/pricing/price.ts'

export const flat = (dollarsPerMillion: string): Rate => ({ base: nanoUsd(dollarsPerMillion), tiers: [] })

export const price: Price = {
  source: 'test',
  dateIso: undefined,
  input: flat('3'),
  cacheRead: flat('0.3'),
  cacheWrite: flat('3.75'),
  cacheWriteOneHour: flat('6'),
  audioInput: flat('32'),
  output: flat('15'),
  audioOutput: flat('64'),
  reasoning: flat('12'),
  serviceTiers: new Map([
    ['flex', halfPrice],
    ['premium', { numerator: 9n, denominator: 5n }],
    ['priority', undefined],
  ]),
}
