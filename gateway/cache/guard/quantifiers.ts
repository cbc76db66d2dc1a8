import { differenceOf, type Rule } from './comparison.ts'

/** How much or how many of something: all, some, at least, only. */
export const compareQuantifiers: Rule = comparison => differenceOf(comparison, 'quantifier', ['quantifier'])
