import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FrameTooLargeError } from '../../../gateway/bytes/framing.ts'
import { createLineFramer, encodeLine, isLineStream } from '../../../gateway/bytes/json-lines.ts'

/** What comes out when `stream` goes in, cut at the given offsets. */
function read(stream: Uint8Array, cuts: readonly number[]) {
  const framer = createLineFramer()
  const edges = [0, ...cuts.map(cut => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length]
  const frames = edges.slice(1).flatMap((end, index) => framer.push(stream.slice(edges[index], end)))
  const rest = framer.end()
  const all = rest ? [...frames, rest] : frames
  return {
    data: all.flatMap(frame => (frame.data === undefined ? [] : [frame.data])),
    bytes: Buffer.concat(all.map(frame => frame.bytes)),
  }
}

describe('a stream of lines', () => {
  const piece = fc.constantFrom(
    '\n',
    '\r\n',
    '\t',
    ' ',
    '\n\n',
    '{"a":"ü 世界 👋"}\n',
    '{"done":true}\r\n',
    '{"a"',
  )

  test('is the same lines and the same bytes, wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (pieces, cuts) => {
          const text = pieces.join('')
          const { data, bytes } = read(Buffer.from(text), cuts)
          expect(bytes.toString()).toBe(text)
          expect(data).toEqual(
            text
              .split('\n')
              .map(line => line.trim())
              .filter(line => line !== ''),
          )
        },
      ),
    )
  })

  test('shares the character that two chunks share', () => {
    const line = Buffer.from(encodeLine({ a: '世' }))
    expect(read(line, [7, 8]).data).toEqual(['{"a":"世"}'])
  })

  test('is at a boundary behind a line and behind white space, and nowhere else', () => {
    const framer = createLineFramer()
    const boundaries = ['{"a":', '1}\n', '\t', ' {'].map(chunk => {
      framer.push(Buffer.from(chunk))
      return framer.atBoundary
    })
    expect(boundaries).toEqual([false, true, true, false])
  })

  test('gives the white space before a line at once, as a frame that says nothing', () => {
    expect(createLineFramer().push(Buffer.from('\t\n\t'))).toEqual([
      { bytes: Buffer.from('\t\n\t'), event: undefined, data: undefined, omittedBytes: 0 },
    ])
  })

  test('has no line that is too long', () => {
    const framer = createLineFramer({ maxFrameBytes: 8 })
    expect(framer.push(Buffer.from('{"a":1}\n'))).toHaveLength(1)
    expect(() => framer.push(Buffer.from('{"a":12}\n'))).toThrow(FrameTooLargeError)
    const slow = createLineFramer({ maxFrameBytes: 8 })
    slow.push(Buffer.from('{"a":12'))
    expect(() => slow.push(Buffer.from('34'))).toThrow(FrameTooLargeError)
  })

  test('is read without the inside of a string that is long', () => {
    const [frame] = createLineFramer().push(Buffer.from(encodeLine({ a: 'x'.repeat(100_000), done: true })))
    expect(JSON.parse(frame?.data ?? '')).toEqual({ a: '…', done: true })
    expect(frame?.omittedBytes).toBe(100_000)
  })
})

test.each([
  ['application/x-ndjson', true],
  ['Application/X-NDJSON; charset=utf-8', true],
  ['application/json', false],
  ['text/event-stream', false],
  ['', false],
])('%j is a stream of lines: %s', (contentType, isStream) => {
  expect(isLineStream(contentType)).toBe(isStream)
})
