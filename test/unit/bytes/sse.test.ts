import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Frame, FrameTooLargeError } from '../../../gateway/bytes/framing.ts'
import { createSseFramer, encodeSseEvent } from '../../../gateway/bytes/sse.ts'

interface Read {
  readonly events: readonly { event: string | undefined; data: string }[]
  readonly bytes: Buffer
}

/** The events and the bytes that come out when `stream` goes in, cut at the given offsets. */
function read(stream: Uint8Array, cuts: readonly number[]): Read {
  const framer = createSseFramer()
  const edges = [0, ...cuts.map(cut => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length]
  const frames = edges.slice(1).flatMap((end, index) => framer.push(stream.slice(edges[index], end)))
  const complete = frames.map(({ event, data }) => ({ event, data }))
  const rest = framer.end()
  return {
    events: complete.flatMap(({ event, data }) => (data === undefined ? [] : [{ event, data }])),
    bytes: Buffer.concat([...frames, ...(rest === undefined ? [] : [rest])].map(frame => frame.bytes)),
  }
}

/** The specification's own algorithm, on the whole stream at once. */
function referenceEvents(stream: Uint8Array): Read['events'] {
  const text = new TextDecoder('utf-8').decode(stream)
  const lines = text.split(/\r\n|\r|\n/).slice(0, -1)
  const events: { event: string | undefined; data: string }[] = []
  let data = ''
  let event = ''
  for (const line of lines) {
    if (line === '') {
      if (data !== '') events.push({ event: event || undefined, data: data.slice(0, -1) })
      data = ''
      event = ''
      continue
    }
    const [, field = '', value = ''] = /^([^:]*)(?::\u0020?(.*))?$/su.exec(line) ?? []
    if (field === 'data') data += `${value}\n`
    if (field === 'event') event = value
  }
  return events
}

const piece = fc.constantFrom(
  ...[
    '\r',
    '\n',
    '\r\n',
    '\n\n',
    '\r\n\r\n',
    '\r\r',
    '\u{feff}',
    ':',
    ': ping',
    ' ',
    'data',
    'data:',
    'data: ',
  ],
  ...['event', 'event: delta', 'id: 7', 'retry:1', 'é', '€', '😀', '\u2028', '\0', '{"a":1}', '[DONE]'],
)
const stream = fc.oneof(
  fc.array(piece, { maxLength: 30 }).map(pieces => Buffer.from(pieces.join(''))),
  fc
    .array(fc.constantFrom(0x0a, 0x0d, 0x3a, 0x20, 0xef, 0xbb, 0xbf, 0xc3, 0x64), { maxLength: 20 })
    .map(Buffer.from),
)

test('agrees with the specification for any stream, however it is cut', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(300), { maxLength: 12 }), (bytes, cuts) => {
      const got = read(bytes, cuts)
      expect(got.events).toEqual(referenceEvents(bytes))
      expect(got.bytes).toEqual(bytes)
    }),
    { numRuns: 3000 },
  )
})

test('agrees with the specification for every single cut and for one byte at a time', () => {
  const lines = [
    '\u{feff}: hi',
    'event: a',
    'data: 1é',
    'data:2',
    '',
    'data',
    '',
    ': ping',
    '',
    'data: {"x":"😀"}',
    '',
  ]
  for (const end of ['\n', '\r', '\r\n']) {
    const bytes = Buffer.from(`${lines.join(end)}${end}`)
    const expected = [
      { event: 'a', data: '1é\n2' },
      { event: undefined, data: '' },
      { event: undefined, data: '{"x":"😀"}' },
    ]
    const everyByte = Array.from(bytes, (_, index) => index)
    for (const cuts of [[], everyByte, ...everyByte.map(cut => [cut])]) {
      expect(read(bytes, cuts)).toEqual({ events: expected, bytes })
    }
  }
})

test('hands a frame out with its last byte, even when a line feed may still follow', () => {
  const framer = createSseFramer()
  expect(framer.push(Buffer.from('data: 1\r\n\r'))).toMatchObject([{ data: '1' }])
  expect(framer.atBoundary).toBe(true)
  const [lineFeed, second] = framer.push(Buffer.from('\ndata: 2\r\r'))
  expect(lineFeed).toMatchObject({ bytes: Buffer.from('\n'), event: undefined, data: undefined })
  expect(second).toMatchObject({ bytes: Buffer.from('data: 2\r\r'), event: undefined, data: '2' })
  expect(framer.atBoundary).toBe(true)
})

test('shares the memory of a frame that lies within one chunk', () => {
  const chunk = Buffer.from('data: 1\n\ndata: 2\n\n')
  const frames = createSseFramer().push(chunk)
  expect(frames.map(frame => frame.bytes.buffer === chunk.buffer)).toEqual([true, true])
})

test('does not keep the memory of a chunk that its frame outlives', () => {
  const framer = createSseFramer()
  const chunk = Buffer.from('data: 1')
  framer.push(chunk)
  chunk.fill(0)
  expect(framer.push(Buffer.from('\n\n'))).toMatchObject([{ data: '1' }])
})

test('knows where a frame of one’s own may be put in', () => {
  const framer = createSseFramer()
  const boundaries = Array.from('data: 1\n\n: c\n\n', character => {
    framer.push(Buffer.from(character))
    return framer.atBoundary ? '|' : '.'
  })
  expect(boundaries.join('')).toBe('........|....|')
  expect(createSseFramer().atBoundary).toBe(true)
})

test('tells a comment from an event without content', () => {
  const frames = createSseFramer().push(Buffer.from(': ping\n\ndata:\n\nevent: x\n\nevent:\ndata\n\n'))
  expect(frames.map(({ event, data }) => ({ event, data }))).toEqual([
    { event: undefined, data: undefined },
    { event: undefined, data: '' },
    { event: 'x', data: undefined },
    { event: undefined, data: '' },
  ])
})

test.each([
  ['event: a\ndata: {"x":1}\n', { event: 'a', data: '{"x":1}' }],
  ['event: a\ndata: {"x":1}\r', { event: 'a', data: '{"x":1}' }],
  ['event: a\ndata: {"x":', { event: undefined, data: undefined }],
])('gives out what is left at the end of %j', (text, expected) => {
  const framer = createSseFramer()
  expect(framer.push(Buffer.from(text))).toEqual([])
  expect(framer.end()).toEqual({ ...expected, bytes: Buffer.from(text), omittedBytes: 0 })
  expect(framer.end()).toBeUndefined()
})

test('refuses a frame over the bound, complete or not, and none at the bound', () => {
  const frame = 'data: 45\n\n'
  expect(createSseFramer({ maxFrameBytes: 10 }).push(Buffer.from(frame.repeat(3)))).toHaveLength(3)
  for (const chunks of [[frame], [frame.slice(0, 9), '\n'], [frame.slice(0, 4), frame.slice(4)]]) {
    const framer = createSseFramer({ maxFrameBytes: 9 })
    expect(() => chunks.map(chunk => framer.push(Buffer.from(chunk)))).toThrow(FrameTooLargeError)
  }
  const endless = createSseFramer({ maxFrameBytes: 9 })
  expect(() => endless.push(Buffer.from('data: 4567'))).toThrow(FrameTooLargeError)
})

test('copies each byte of a large frame a bounded number of times', () => {
  const framer = createSseFramer({ maxFrameBytes: 4 * 1024 * 1024 })
  framer.push(Buffer.from('data:'))
  const byte = Buffer.from('x')
  // With a copy of the whole frame per chunk this would move 2 TiB and never end within the test's time limit.
  for (let count = 0; count < 2_000_000; count += 1) framer.push(byte)
  const [frame] = framer.push(Buffer.from('\n\n'))
  expect(frame?.bytes).toHaveLength(2_000_007)
})

test('reads back what it writes, whatever the data', () => {
  fc.assert(
    fc.property(
      fc.option(fc.stringMatching(/^[a-z_]+$/), { nil: undefined }),
      fc.string({ unit: 'binary' }),
      (event, data) => {
        const [frame, ...others] = createSseFramer().push(Buffer.from(encodeSseEvent(event, data)))
        expect(others).toEqual([])
        expect(frame).toMatchObject({ event, data: data.replace(/\r\n|\r/g, '\n') })
      },
    ),
  )
  expect(() => encodeSseEvent('a\nb', '')).toThrow(RangeError)
})

describe('a frame that is too long to be read at once', () => {
  const megabytes = 'x'.repeat(3_000_000)
  const framed = (text: string) =>
    createSseFramer({ maxFrameBytes: 4_000_000 }).push(Buffer.from(text)) as readonly [Frame]

  test.each(['\n', '\r\n', '\r'])('is read without its long strings, and keeps its bytes (%j)', lineEnd => {
    const text = [
      'event: message',
      `data: {"a":1,"text":"${megabytes}","usage":{"b":[2]}}`,
      ': a comment',
      '',
      '',
    ]
    const [frame] = framed(text.join(lineEnd))
    expect(frame.event).toBe('message')
    expect(JSON.parse(frame.data ?? '')).toEqual({ a: 1, text: '…', usage: { b: [2] } })
    expect(frame.omittedBytes).toBe(megabytes.length)
    expect(Buffer.from(frame.bytes).equals(Buffer.from(text.join(lineEnd)))).toBe(true)
  })

  test.each([
    ['so many strings', `data: [${'"a",'.repeat(100_000)}0]\n\n`],
    ['so many numbers', `data: [${'1,'.repeat(100_000)}0]\n\n`],
    ['so many lines', `${'data: 1\n'.repeat(100_000)}\n`],
    ['so many quotes in a string', `data: ["${'\\"'.repeat(100_000)}"]\n\n`],
  ])('is not read where it has %s', (_, text) => {
    expect(framed(text)[0]).toMatchObject({
      data: undefined,
      omittedBytes: expect.toSatisfy(n => n > 100_000),
    })
  })
})
