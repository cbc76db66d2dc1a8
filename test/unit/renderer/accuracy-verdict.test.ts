import { expect, test } from 'vitest'
import type { ModelAccuracy } from '../../../gateway/contract/accuracy.ts'
import { accuracyVerdict } from '../../../renderer/screens/accuracy/accuracy-verdict.ts'

function model(requests: number, meanError: number | null, exceeded = 0): ModelAccuracy {
  return {
    providerId: 'main',
    model: 'm',
    requests,
    inputError: meanError === null ? null : { mean: meanError, p50: meanError, p95: meanError },
    tokenizer: 'nearest',
    ratio: null,
    output: { exceeded, meanUnusedTokens: 0, meanTokens: 1 },
    money: null,
  }
}

test('the verdict weighs models by their requests', () => {
  expect(accuracyVerdict({ models: [model(90, 1), model(10, 31)] })).toEqual({
    level: 'close',
    inputErrorPercent: 4,
    requests: 100,
    exceeded: 0,
  })
  expect(accuracyVerdict({ models: [model(10, 1), model(90, 31)] })?.level).toBe('off')
})

test('answers that were longer than what was held count too', () => {
  expect(accuracyVerdict({ models: [model(100, 1, 5)] })?.level).toBe('close')
  expect(accuracyVerdict({ models: [model(100, 1, 6)] })?.level).toBe('fair')
  expect(accuracyVerdict({ models: [model(100, 1, 21)] })?.level).toBe('off')
})

test('a few requests are no reason for an alarm, nor for praise', () => {
  expect(accuracyVerdict({ models: [model(3, 37)] })).toMatchObject({ level: 'few', requests: 3 })
  expect(accuracyVerdict({ models: [model(10, 1), model(9, 1)] })?.level).toBe('few')
  expect(accuracyVerdict({ models: [model(10, 37), model(10, 37)] })?.level).toBe('off')
})

test('what nobody reported is unknown and not exact', () => {
  expect(accuracyVerdict({ models: [model(3, null), model(1, 8)] })).toMatchObject({ inputErrorPercent: 8 })
  expect(accuracyVerdict({ models: [model(3, null)] })).toMatchObject({ inputErrorPercent: null })
  expect(accuracyVerdict({ models: [] })).toBeNull()
})
