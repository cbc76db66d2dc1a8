import { differenceOf, type Rule } from './comparison.ts'

/** Code, names in code, paths, addresses and versions, which are compared as they stand. */
export const compareIdentifiers: Rule = comparison =>
  differenceOf(comparison, 'code', ['code']) ??
  differenceOf(comparison, 'url', ['url']) ??
  differenceOf(comparison, 'path', ['path']) ??
  differenceOf(comparison, 'version', ['version']) ??
  differenceOf(comparison, 'identifier', ['identifier'])
