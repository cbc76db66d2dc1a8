import { differenceOf, type Rule } from './comparison.ts'

/** Quoted text is what the question works on: it is the same to the letter, or the question is another one. */
export const compareQuoted: Rule = comparison => differenceOf(comparison, 'quoted', ['quoted'])
