import { expect, test } from 'vitest'
import { compareQuestions } from '../../../../gateway/cache/guard/compare.ts'
import { conceptOf } from '../../../../gateway/cache/guard/concepts.ts'
import { antonymPairs } from '../../../../gateway/cache/guard/data/antonyms.ts'
import {
  everyday,
  interchangeable,
  nominalizations,
} from '../../../../gateway/cache/guard/data/interchangeable.ts'
import { lightPhrases } from '../../../../gateway/cache/guard/data/light-phrases.ts'
import { synonyms } from '../../../../gateway/cache/guard/data/synonyms.ts'
import { stem } from '../../../../gateway/cache/guard/stem.ts'

test('there are at least 250 pairs of antonyms, each of two words', () => {
  expect(antonymPairs.filter(pair => pair.length !== 2)).toEqual([])
  expect(new Set(antonymPairs.map(pair => pair.toSorted().join('/'))).size).toBeGreaterThanOrEqual(250)
})

test('no two opposites are taken for synonyms', () => {
  const same = antonymPairs.filter(([a = '', b = '']) => conceptOf(a) === conceptOf(b))
  expect(same).toEqual([])
})

test('no pair of opposites agrees where the one stands in place of the other', () => {
  const agreeing = antonymPairs.filter(
    ([a = '', b = '']) =>
      compareQuestions(`Explain the ${a} results of this`, `Explain the ${b} results of this`).agrees,
  )
  expect(agreeing).toEqual([])
})

test('no two opposites can replace each other', () => {
  const opposites = new Set(antonymPairs.flatMap(([a = '', b = '']) => [`${a}/${b}`, `${b}/${a}`]))
  const pairs = [...interchangeable, ...everyday, ...nominalizations].flatMap(group =>
    group.flatMap(word => group.map(other => `${word}/${other}`)),
  )
  expect(pairs.length).toBeGreaterThan(500)
  expect(pairs.filter(pair => opposites.has(pair))).toEqual([])
})

test.each([
  ['thread', 'process'],
  ['array', 'list'],
  ['function', 'method'],
  ['delete', 'drop'],
  ['branch', 'fork'],
  ['commit', 'push'],
  ['merge', 'join'],
  ['key', 'value'],
  ['class', 'type'],
  ['undo', 'revert'],
  ['bug', 'feature'],
  ['animal', 'dog'],
  ['employer', 'employee'],
  ['payer', 'payee'],
  ['garden', 'yard'],
  ['client', 'customer'],
])('%s and %s cannot replace each other', (a, b) => {
  expect(compareQuestions(`Explain the ${a} in this text`, `Explain the ${b} in this text`).agrees).toBe(
    false,
  )
  expect(compareQuestions(`How do I ${a} it?`, `How do I ${b} it?`).agrees).toBe(false)
})

test('what a usual wording takes over stands on its left side, and it begins with a word', () => {
  const taken = (part: string) => /[|*?]|^[A-Z]+$/.test(part)
  const unknown = lightPhrases.filter(([said, compared]) =>
    compared.some(part => taken(part) && !said.includes(part)),
  )
  expect(unknown).toEqual([])
  expect(
    lightPhrases.filter(([said]) => /^(?:[A-Z]+|\*+)$/.test(said[said[0] === '^' ? 1 : 0] ?? '')),
  ).toEqual([])
  expect(
    lightPhrases.filter(([said]) => new Set(said.filter(taken)).size !== said.filter(taken).length),
  ).toEqual([])
})

test('no word stands in two groups of synonyms', () => {
  const firsts = new Map<string, Set<string>>()
  for (const [word, first] of synonyms)
    firsts.set(stem(word), (firsts.get(stem(word)) ?? new Set()).add(stem(first)))
  expect([...firsts].filter(([, all]) => all.size > 1).map(([word]) => word)).toEqual([])
})

test.each([
  ['files', 'file'],
  ['boxes', 'box'],
  ['queries', 'query'],
  ['making', 'make'],
  ['planned', 'plan'],
  ['stopped', 'stop'],
  ['wrote', 'write'],
  ['children', 'child'],
  ['goes', 'go'],
  ['news', 'news'],
  ['string', 'string'],
])('the stem of %s is %s', (word, base) => {
  expect(stem(word)).toBe(base)
})

test.each([
  ['use', 'useless'],
  ['plan', 'plane'],
  ['rat', 'rate'],
  ['universe', 'university'],
  ['boring', 'bored'],
  ['employer', 'employee'],
  ['possible', 'impossible'],
])('%s and %s are two words', (a, b) => {
  expect(conceptOf(a)).not.toBe(conceptOf(b))
})
