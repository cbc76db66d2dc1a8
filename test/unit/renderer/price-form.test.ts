import { describe, expect, test } from 'vitest'
import type { PriceView } from '../../../gateway/contract/prices.ts'
import {
  hasPrice,
  isRate,
  rateText,
  startOfMonth,
  toFields,
  toNewPrice,
} from '../../../renderer/screens/providers/price-form.ts'

const price: PriceView = {
  providerId: 'main',
  model: 'gpt-4o-mini',
  inputNanoUsdPerMillion: '150000000',
  cacheReadNanoUsdPerMillion: '75000000',
  cacheWriteNanoUsdPerMillion: null,
  cacheWriteOneHourNanoUsdPerMillion: null,
  audioInputNanoUsdPerMillion: null,
  outputNanoUsdPerMillion: '600000000',
  audioOutputNanoUsdPerMillion: null,
  longContextAboveTokens: null,
  source: 'genai-prices 0.1.8',
  dateIso: '2026-09-23',
  own: null,
}

describe('the price form', () => {
  test('needs input and output where there is no price yet', () => {
    expect(hasPrice(price)).toBe(true)
    expect(hasPrice(null)).toBe(false)
    expect(hasPrice({ ...price, inputNanoUsdPerMillion: null, outputNanoUsdPerMillion: null })).toBe(false)
  })

  test('starts from the table’s two rates, and leaves the others to the table', () => {
    const fields = toFields(price)
    expect(fields).toMatchObject({ model: 'gpt-4o-mini', input: '0.15', output: '0.6', cacheRead: '' })
    expect(toNewPrice('main', fields)).toEqual({
      providerId: 'main',
      model: 'gpt-4o-mini',
      inputUsdPerMillion: '0.15',
      outputUsdPerMillion: '0.6',
    })
    expect(rateText(price, 'cacheRead')).toBe('0.075')
    expect(rateText(price, 'cacheWrite')).toBe('')
  })

  test('starts from what was set, so that saving it changes nothing', () => {
    const own = {
      providerId: 'main',
      model: 'gpt-4o-mini',
      inputUsdPerMillion: '0',
      outputUsdPerMillion: '7',
      audioInputUsdPerMillion: '40',
    }
    expect(toNewPrice('main', toFields({ ...price, source: 'override', own }))).toEqual(own)
  })

  test('starts empty for a model that nobody lists, and takes what is typed around blanks', () => {
    const typed = { ...toFields(null), model: ' llama-4 ', input: ' 1 ', output: '2.50', audioOutput: ' ' }
    expect(toNewPrice('main', typed)).toEqual({
      providerId: 'main',
      model: 'llama-4',
      inputUsdPerMillion: '1',
      outputUsdPerMillion: '2.50',
    })
  })

  test.each(['0', '2.5', '0.000000001', '999999999', ' 3 '])('%j is a rate', text => {
    expect(isRate(text)).toBe(true)
  })

  test.each(['', ' ', '-1', '1e3', '1,5', '.5', '1.', '0.0000000001', '1234567890', '$2', 'free'])(
    '%j is none',
    text => expect(isRate(text)).toBe(false),
  )

  test('prices anew from the first instant of the month here', () => {
    expect(startOfMonth(new Date(2026, 10, 26, 21, 5))).toBe(new Date(2026, 10, 1).getTime())
  })
})
