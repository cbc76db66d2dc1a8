import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRecord, textOf } from '../../../gateway/bytes/json-value.ts'
import { createTextTemplate } from '../../../gateway/bytes/text-template.ts'

const read = (event: unknown) => (isRecord(event) ? textOf(event.text) + textOf(event.more) : '')
const event = (text: string, changes: object = {}) => JSON.stringify({ id: 1, text, index: 0, ...changes })

function learnedFrom(data: string, text: string, paddingKey?: string) {
  const template = createTextTemplate(read, paddingKey)
  template.adopt(data, text)
  return template
}

describe('an event that differs in its text alone', () => {
  test('is matched, whatever the text', () => {
    const template = learnedFrom(event('Hello'), 'Hello')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), text => {
        expect(template.match(event(text))).toBe(text)
      }),
    )
    for (const text of ['"', '\\', '\\"', '"\\', '\\\\"', '\n', '你好', '","index":0}', '\ud800']) {
      expect(template.match(event(text))).toBe(text)
    }
  })

  test('is matched with padding of any length', () => {
    const padded = (text: string, padding: string) => event(text, { p: padding, end: true })
    const template = learnedFrom(padded('Hello', 'xyz'), 'Hello', 'p')
    for (const padding of ['', 'x', '\\"', 'much longer']) {
      expect(template.match(padded('a "quote"', padding))).toBe('a "quote"')
    }
    expect(template.match(event('Hi', { p: 'x', end: false }))).toBeUndefined()
    expect(template.match(event('Hi', { q: 'x', end: true }))).toBeUndefined()
  })
})

describe('what differs in more is not matched', () => {
  const template = learnedFrom(event('Hello'), 'Hello')

  test.each([
    ['another value', event('Hi', { id: 2 })],
    ['one more member', event('Hi', { more: 'of it' })],
    ['no text', event('')],
    ['something behind it', `${event('Hi')} `],
    ['a cut event', event('Hi').slice(0, -1)],
    ['an escape that is none', event('Hi').replace('Hi', String.raw`\q`)],
    ['a text that is never closed', '{"id":1,"text":"Hi'],
    ['nothing', ''],
  ])('%s', (_, data) => {
    expect(template.match(data)).toBeUndefined()
  })
})

describe('nothing is learned', () => {
  test.each([
    ['of a text that is a name before', event('id'), 'id'],
    ['of a text from two parts', event('a', { more: 'b' }), 'ab'],
    ['of a part of the text', event('a', { more: '' }).replace('"more":""', '"more":"b"'), 'a'],
    ['of a text with other escapes', event('é').replace('é', String.raw`\u00e9`), 'é'],
    ['of what says something else', event('a', { seen: 'b' }), 'b'],
  ])('%s', (_, data, text) => {
    expect(learnedFrom(data, text).match(data)).toBeUndefined()
  })

  test('after sixteen times: no two events of such a stream are alike', () => {
    const template = createTextTemplate(read)
    for (let id = 0; id < 16; id++) {
      expect(template.mayAdopt()).toBe(true)
      template.adopt(event('Hello', { id }), 'Hello')
    }
    expect(template.mayAdopt()).toBe(false)
    template.adopt(event('Hello', { id: 99 }), 'Hello')
    expect(template.match(event('Hi', { id: 99 }))).toBeUndefined()
    expect(template.match(event('Hi', { id: 15 }))).toBe('Hi')
  })
})
