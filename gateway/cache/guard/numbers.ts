import { against, type Comparison, differenceOf, type Finding, type Rule } from './comparison.ts'
import { currencyCodes } from './data/currencies.ts'
import { units } from './data/units.ts'

const digitsIn = (text: string) => text.replace(/[^\d.]/g, '')

/** Amounts with a unit: the same digits with another unit are a difference of the unit. */
function compareUnits(comparison: Comparison): Finding | undefined {
  const found = differenceOf(comparison, 'number', ['unit'])
  if (found === undefined) return undefined
  const [stored = '', asked = ''] = [comparison.onlyStored, comparison.onlyAsked].map(tokens =>
    digitsIn(tokens.find(({ kind }) => kind === 'unit')?.text ?? ''),
  )
  return stored === asked ? { ...found, rule: 'unit' } : found
}

/** Units and currencies that are named without a number: `in miles`, `in euros`. */
function compareNamedUnits(comparison: Comparison): Finding | undefined {
  const named = (words: ReadonlyMap<string, unknown>) =>
    [comparison.onlyStored, comparison.onlyAsked].map(tokens =>
      tokens.filter(({ word }) => word.length > 1 && words.has(word)),
    )
  const [storedUnits = [], askedUnits = []] = named(units)
  if (storedUnits.length > 0 && askedUnits.length > 0)
    return { rule: 'unit', reason: against(storedUnits, askedUnits, comparison) }
  const [storedCodes = [], askedCodes = []] = named(currencyCodes)
  if (storedCodes.length > 0 && askedCodes.length > 0)
    return { rule: 'currency', reason: against(storedCodes, askedCodes, comparison) }
  return undefined
}

/** Percentages, sums of money, dates, times, amounts with units and plain numbers, each in one form. */
export const compareNumbers: Rule = comparison =>
  differenceOf(comparison, 'percentage', ['percentage']) ??
  differenceOf(comparison, 'currency', ['currency']) ??
  differenceOf(comparison, 'date', ['date']) ??
  differenceOf(comparison, 'time', ['time']) ??
  compareUnits(comparison) ??
  differenceOf(comparison, 'number', ['number']) ??
  compareNamedUnits(comparison)
