import { describe, expect, test } from 'vitest'
import type { WireFormat } from '../../../gateway/formats/index.ts'
import { asked, examples, keys, reason } from '../../support/cache-questions.ts'

describe.each(Object.entries(examples))('%s', (name, { of, textPart, picture, turn, tool, called }) => {
  const format = name as WireFormat
  const body = of(asked)

  test('the question is the text of the last turn, and the fingerprint everything else', () => {
    const one = keys(format, body)
    const other = keys(format, of('What is a file?'))
    expect(one.question).toBe(asked)
    expect(one.exact).toMatch(/^[\w-]{43}$/)
    expect(one.exact).not.toBe(other.exact)
    expect(one.fingerprint).toBe(other.fingerprint)
    expect(one.fingerprint).not.toBe(one.exact)
    expect(keys(format, of(asked, [turn('Hi'), turn('Hello')])).fingerprint).not.toBe(one.fingerprint)
  })

  test('a stream has the keys of a whole answer', () => {
    expect(keys(format, { ...body, stream: true })).toEqual(keys(format, body))
    expect(keys(format, { ...body, stream: false })).toEqual(keys(format, body))
  })

  test('an unknown member is part of both keys', () => {
    const one = keys(format, { ...body, never_heard_of: 1 })
    expect(one.exact).not.toBe(keys(format, body).exact)
    expect(one.fingerprint).not.toBe(keys(format, body).fingerprint)
  })

  test('a question of more than 2,000 characters is answered exactly alone', () => {
    expect(keys(format, of('a'.repeat(2000))).question).toHaveLength(2000)
    const { exact, fingerprint, question } = keys(format, of('a'.repeat(2001)))
    expect([fingerprint, question]).toEqual([undefined, undefined])
    expect(exact).not.toBe(keys(format, of('b'.repeat(2001))).exact)
  })

  test('a last turn that is not the user’s is answered exactly alone', () => {
    const { fingerprint, question } = keys(format, of('Hi', [])) // the user's
    expect([typeof fingerprint, question]).toEqual(['string', 'Hi'])
    const list = 'input' in body ? 'input' : 'messages'
    const prefilled = { ...body, [list]: [turn(asked), { role: 'assistant', content: 'You' }] }
    expect(keys(format, prefilled)).toMatchObject({ fingerprint: undefined, question: undefined })
  })

  test('offered tools are refused, or with the policy’s leave answered exactly alone', () => {
    expect(reason(format, { ...body, ...tool })).toBe('The request offers tools.')
    expect(keys(format, { ...body, ...tool }, { allowsTools: true })).toMatchObject({
      fingerprint: undefined,
      question: undefined,
    })
    expect(reason(format, { ...body, tools: [] })).toBeUndefined()
  })

  test('called tools are refused, or with the policy’s leave answered exactly alone', () => {
    const calling = of(asked, [called])
    expect(reason(format, calling)).toBe('Tools were called in the conversation.')
    expect(keys(format, calling, { allowsTools: true }).question).toBeUndefined()
  })

  test('a picture in the last turn is refused, and one before is not', () => {
    if (!textPart || !picture) {
      const withPicture = { role: 'user', content: asked, images: ['AA=='] }
      expect(reason(format, { ...body, messages: [withPicture] })).toBe(
        'The last turn has pictures, files or sound.',
      )
      expect(keys(format, of(asked, [withPicture])).question).toBe(asked)
      return
    }
    expect(reason(format, of([textPart, picture]))).toBe('The last turn has pictures, files or sound.')
    expect(keys(format, of(asked, [turn([textPart, picture])])).question).toBe(asked)
  })

  test('a part whose type only looks like text is no text', () => {
    if (!textPart) return void expect(reason(format, of(asked))).toBeUndefined()
    for (const type of ['context_file', 'text_document', undefined])
      expect(reason(format, of([textPart, { ...textPart, type }])), type).toBe(
        'The last turn has pictures, files or sound.',
      )
  })

  test('one part of text is a question, and two are not', () => {
    if (!textPart) return void expect(keys(format, of('')).question).toBeUndefined()
    expect(keys(format, of([textPart])).question).toBe(asked)
    expect(keys(format, of([textPart, textPart])).question).toBeUndefined()
  })

  test('a temperature above the wanted one is refused', () => {
    const at = (temperature: number) =>
      format === 'ollama-chat' ? { ...body, options: { temperature } } : { ...body, temperature }
    expect(reason(format, at(1.1))).toBe('The temperature of 1.1 is above 1.')
    expect(reason(format, at(1))).toBeUndefined()
    expect(reason(format, at(1.1), { maxTemperature: 2 })).toBeUndefined()
    expect(keys(format, at(0.1)).exact).not.toBe(keys(format, at(0.2)).exact)
  })
})
