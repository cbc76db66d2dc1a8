import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Frame, FrameTooLargeError } from '../../../gateway/bytes/framing.ts'
import { createArrayFramer, opensArray } from '../../../gateway/bytes/json-array.ts'

const dataOf = (frames: readonly Frame[]) => frames.map(({ data }) => data).filter(data => data !== undefined)
const textOf = (frames: readonly Frame[]) => Buffer.concat(frames.map(({ bytes }) => bytes)).toString()

/** All frames of a text that comes in pieces of these sizes, in turn. */
function framesOf(text: string, sizes: readonly number[] = [1e9]): readonly Frame[] {
  const bytes = Buffer.from(text)
  const framer = createArrayFramer()
  const frames: Frame[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    frames.push(...framer.push(bytes.subarray(at, at + size)))
    at += size
  }
  const last = framer.end()
  return last ? [...frames, last] : frames
}

describe('an array', () => {
  test('comes as its elements, each with what stands before it, and its bracket', () => {
    const text = '[{"a":[1,{"b":"]}"}]}\n,\r\n{"c":"\\"\\\\"}\n]\n'
    expect(framesOf(text).map(({ bytes, data }) => [Buffer.from(bytes).toString(), data])).toEqual([
      ['[{"a":[1,{"b":"]}"}]}', '{"a":[1,{"b":"]}"}]}'],
      ['\n,\r\n{"c":"\\"\\\\"}', '{"c":"\\"\\\\"}'],
      ['\n]', ']'],
      ['\n', undefined],
    ])
  })

  test('of values of any kind is told apart', () => {
    expect(dataOf(framesOf('[1, -2.5e3 ,"x]",true,null,[],{}]'))).toEqual([
      '1',
      '-2.5e3',
      '"x]"',
      'true',
      'null',
      '[]',
      '{}',
      ']',
    ])
    expect(dataOf(framesOf(' [ ] '))).toEqual([']'])
  })

  test('is the same however it is cut, byte for byte', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 6 }),
        fc.constantFrom(undefined, 2),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
        (values, indent, sizes) => {
          const text = `${JSON.stringify(values, null, indent)}\n`
          const frames = framesOf(text, sizes)
          expect(textOf(frames)).toBe(text)
          expect(
            dataOf(frames)
              .slice(0, -1)
              .map(data => JSON.parse(data)),
          ).toEqual(JSON.parse(JSON.stringify(values)))
          expect(dataOf(frames).at(-1)).toBe(']')
        },
      ),
    )
  })

  test('may be followed after every frame by an element of one’s own, and closed', () => {
    const framer = createArrayFramer()
    let sent = ''
    for (const byte of Buffer.from('[{"a":1}\n,\n{"b":[2]}\n,\n{"c":3}')) {
      for (const { bytes, data } of framer.push(Uint8Array.of(byte))) {
        sent += Buffer.from(bytes).toString()
        if (data !== undefined) expect(JSON.parse(`${sent},\n{"error":{}}]`).at(-1)).toEqual({ error: {} })
        expect(framer.atBoundary).toBe(true)
      }
    }
    expect(sent).toBe('[{"a":1}\n,\n{"b":[2]}\n,\n{"c":3}')
  })

  test('that breaks off leaves the rest unread', () => {
    const frames = framesOf('[{"a":1},{"b"')
    expect(frames.map(({ bytes, data }) => [Buffer.from(bytes).toString(), data])).toEqual([
      ['[{"a":1}', '{"a":1}'],
      [',{"b"', undefined],
    ])
  })
})

test('white space is nobody’s to wait for, and a bracket or a comma is', () => {
  const framer = createArrayFramer()
  expect(framer.push(Buffer.from(' \n'))).toMatchObject([{ data: undefined, omittedBytes: 0 }])
  expect([framer.push(Buffer.from('[ ')), framer.atBoundary]).toEqual([[], false])
  expect(framer.push(Buffer.from('{}'))).toMatchObject([{ data: '{}' }])
  expect([framer.push(Buffer.from('\n,')), framer.atBoundary]).toEqual([[], false])
})

test('a single object is an element', () => {
  expect(dataOf(framesOf('{"a":1}\n'))).toEqual(['{"a":1}'])
  expect([
    opensArray(Buffer.from(' [1]')),
    opensArray(Buffer.from('{}')),
    opensArray(Buffer.from(' \n')),
  ]).toEqual([true, false, undefined])
})

test('a long element is read without its long strings', () => {
  const picture = 'A'.repeat(100_000)
  const [frame] = framesOf(`[{"mimeType":"image/png","data":"${picture}"}`, [1000])
  expect(frame).toMatchObject({ data: '{"mimeType":"image/png","data":"…"}', omittedBytes: 100_000 })
})

test('an element that is larger than allowed is refused', () => {
  const framer = createArrayFramer({ maxFrameBytes: 10 })
  expect(() => framer.push(Buffer.from(`["${'x'.repeat(20)}`))).toThrow(FrameTooLargeError)
})
