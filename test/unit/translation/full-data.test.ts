import { expect, test } from 'vitest'
import { createArrayFramer } from '../../../gateway/bytes/json-array.ts'
import { createLineFramer } from '../../../gateway/bytes/json-lines.ts'
import { createSseFramer } from '../../../gateway/bytes/sse.ts'
import { jsonOf } from '../../../gateway/translation/full-data.ts'

const long = { text: `"[${'ä\\'.repeat(50_000)}]",`, more: [1, { deep: 'x'.repeat(9000) }] }
const json = JSON.stringify(long)

test.each([
  ['server-sent events', createSseFramer, `event: x\r\ndata: ${json}\r\n\r\ndata: {"b":2}\n\n`],
  ['lines of JSON', createLineFramer, `${json}\n{"b":2}\n`],
  ['an array', createArrayFramer, `[${json}\n,\r\n{"b":2}]`],
])('the whole JSON of a frame that is too long to be read at once, among %s', (_, createFramer, stream) => {
  const framer = createFramer({ maxFrameBytes: 1_000_000 })
  const frames = framer
    .push(Buffer.from(stream))
    .filter(({ data, omittedBytes }) => data !== undefined || omittedBytes > 0)
  expect(frames[0]?.omittedBytes).toBeGreaterThan(0)
  expect(frames.map(jsonOf).filter(value => value !== undefined)).toEqual([long, { b: 2 }])
})

test('a frame without JSON has none', () => {
  const [comment, word] = createSseFramer().push(Buffer.from(': ping\n\ndata: [DONE]\n\n'))
  expect([comment && jsonOf(comment), word && jsonOf(word)]).toEqual([undefined, undefined])
})
