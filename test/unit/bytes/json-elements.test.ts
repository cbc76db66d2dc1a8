import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forEachElement } from '../../../gateway/bytes/json-elements.ts'
import { scanObject } from '../../../gateway/bytes/json-scan.ts'
import { valueText } from '../../support/json-arbitraries.ts'

function elementsOf(array: string): string[] {
  const bytes = Buffer.from(`{ "list" : ${array} }`)
  const list = scanObject(bytes).members.get('list')
  const found: string[] = []
  if (list) forEachElement(bytes, list.value, (start, end) => found.push(bytes.toString('utf8', start, end)))
  return found
}

test('finds no elements in an empty array, with or without white space', () => {
  expect(elementsOf('[]')).toEqual([])
  expect(elementsOf('[ \n\t ]')).toEqual([])
})

test('is not misled by brackets, commas, quotes and backslashes in strings', () => {
  const elements = ['"],["', '"a\\\\"', '"\\""', '{"k,\\"]":[1,{"x":"}"}]}', '-1e3', 'null', '[[],[{}]]']
  expect(elementsOf(`[ ${elements.join(' ,\n ')} ]`)).toEqual(elements)
})

test('finds the very bytes of every element, however they are written (seed 31)', () => {
  fc.assert(
    fc.property(fc.array(valueText, { maxLength: 6 }), elements => {
      expect(elementsOf(`[${elements.map(each => ` ${each} `).join(',')}]`)).toEqual(elements)
    }),
    { seed: 31, numRuns: 500 },
  )
})
