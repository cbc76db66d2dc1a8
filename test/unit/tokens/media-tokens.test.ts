import { describe, expect, test } from 'vitest'
import { audioTokens } from '../../../gateway/tokens/audio-tokens.ts'
import { openBase64 } from '../../../gateway/tokens/base64-bytes.ts'
import { countPages, documentTokens } from '../../../gateway/tokens/document-tokens.ts'
import { wav } from './picture-bytes.ts'

const source = (bytes: Buffer | string) => openBase64(Buffer.from(bytes).toString('base64'))

function pdf(pages: number, between = ''): string {
  const objects = Array.from(
    { length: pages },
    (_, page) =>
      `${page + 3} 0 obj\n<</Type${page % 2 === 0 ? ' ' : ''}/Page/Parent 2 0 R>>\nendobj\n${between}`,
  )
  return `%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\n2 0 obj\n<< /Type /Pages /Count ${pages} >>\n${objects.join('')}%%EOF`
}

describe('a document', () => {
  test('has the pages that its page objects say, wherever they lie', () => {
    for (const pages of [1, 2, 30]) expect(countPages(source(pdf(pages)))).toBe(pages)
    for (const gap of [196_540, 196_560, 196_580, 196_600])
      expect(countPages(source(pdf(4, 'x'.repeat(gap))))).toBe(4)
  })

  test('whose pages are packed away has as many as its size is worth, and one at least', () => {
    expect(countPages(source(`%PDF-1.7 ${'x'.repeat(100)}`))).toBe(1)
    expect(countPages(source(`%PDF-1.7 ${'x'.repeat(249_000)}`))).toBe(10)
  })

  test('is never taken for more than any provider reads', () => {
    expect(countPages(source(pdf(5000)))).toBe(1000)
    expect(countPages(source(`%PDF-1.7 ${'x'.repeat(40_000_000)}`))).toBe(1000)
  })

  test('costs a picture of every page and its text', () => {
    expect(documentTokens('claude-sonnet-4-5', source(pdf(3)))).toBe(9000)
    expect(documentTokens('gpt-4o', source(pdf(2)))).toBe(2 * (1000 + 85 + 4 * 170))
    expect(documentTokens('gpt-4o', undefined)).toBe(10 * (1000 + 85 + 4 * 170))
  })

  test('that is no PDF costs its text', () => {
    expect(documentTokens('gpt-4o', source('a,b,c\n'.repeat(1000)))).toBe(2000)
  })
})

describe('sound', () => {
  test('costs ten tokens a second, by the rate in its header', () => {
    expect(audioTokens(source(wav(3, 32_000)))).toBe(30)
    expect(audioTokens(source(wav(3, 96_000)))).toBe(30)
  })

  test('without such a header is taken for well compressed speech', () => {
    expect(audioTokens(source(Buffer.alloc(40_000)))).toBe(100)
    expect(audioTokens(source(''))).toBe(0)
  })

  test('does not become free or endless by a rate that cannot be', () => {
    const liar = (bytesPerSecond: number) => {
      const bytes = wav(10, 32_000)
      bytes.writeUInt32LE(bytesPerSecond, 28)
      return audioTokens(source(bytes))
    }
    expect(liar(0)).toBe(3200)
    expect(liar(0xffffffff)).toBeGreaterThan(0)
  })
})
