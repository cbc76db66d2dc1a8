import { differenceOf, type Rule } from './comparison.ts'

/** `more`, `most`, `less` and `least`, also as endings. */
export const compareDegrees: Rule = comparison => {
  const found = differenceOf(comparison, 'comparative', ['degree'])
  if (found === undefined) return undefined
  const isSuperlative = [...comparison.onlyStored, ...comparison.onlyAsked].some(
    ({ kind, key }) => kind === 'degree' && /st$/.test(key),
  )
  return isSuperlative ? { ...found, rule: 'superlative' } : found
}
