import { expect, test } from 'vitest'
import { createSseFramer, encodeSseEvent } from '../../../../gateway/bytes/sse.ts'
import { createOpenAiMeter } from '../../../../gateway/formats/openai-chat/answer.ts'

function kindsOf(chunks: readonly object[]): readonly string[] {
  const meter = createOpenAiMeter(() => {})
  const events = chunks.map(chunk => encodeSseEvent(undefined, JSON.stringify(chunk)))
  const bytes = Buffer.from([': busy\n\n', ...events].join(''))
  return createSseFramer()
    .push(bytes)
    .map(frame => meter.read(frame))
}

const delta = (said: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: said, finish_reason }],
})
const before = [
  { choices: [], prompt_filter_results: [] },
  delta({ role: 'assistant', content: '', refusal: null }),
]

test('a stream begins with what says nothing of the answer yet', () => {
  expect(kindsOf(before)).toEqual(['preamble', 'preamble', 'preamble'])
})

test.each([
  ['text', delta({ content: 'Hi' }), 'content'],
  [
    'the name of a tool',
    delta({ tool_calls: [{ index: 0, function: { name: 'look', arguments: '' } }] }),
    'content',
  ],
  ['sound', delta({ audio: { data: 'UklGRg==' } }), 'other'],
  ['its end', delta({}, 'stop'), 'other'],
  ['an error', { error: { message: 'No.' } }, 'other'],
])('%s is no longer that', (_, chunk, kind) => {
  expect(kindsOf([...before, chunk]).at(-1)).toBe(kind)
})
