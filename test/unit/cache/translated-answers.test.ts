// Answers that the gateway translated are kept as the caller got them.
import { expect, test } from 'vitest'
import { checkAnswer } from '../../../gateway/cache/check-answer.ts'
import { replay } from '../../../gateway/cache/replay.ts'
import type { AnswerHead, AnswerPart } from '../../../gateway/chat/answer-part.ts'
import { noTokens } from '../../../gateway/contract/chat.ts'
import { formatNames, formatOf } from '../../../gateway/formats/index.ts'

const choice = 0
const usage = { ...noTokens, input: 1200, cacheRead: 300, output: 40, reasoning: 8 }
const head: AnswerHead = {
  id: 'x1',
  model: 'some-model',
  createdAtMs: 1_764_300_000_000,
  inputTokens: 1500,
  usageAsked: true,
  request: {},
}
const said: readonly AnswerPart[] = [
  { type: 'text', choice, text: 'Run `ls`' },
  { type: 'text', choice, text: ', or in Zürich 🌦 "dir".\n' },
  { type: 'finish', choice, reason: 'stop' },
]
const thought: readonly AnswerPart[] = [
  { type: 'reasoning', choice, text: 'Which ' },
  { type: 'reasoning', choice, text: 'shell?' },
  ...said,
]
const called: readonly AnswerPart[] = [
  { type: 'text', choice, text: 'I look.' },
  { type: 'tool-call', choice, call: 0, id: 'call_1', name: 'ls' },
  { type: 'tool-arguments', choice, call: 0, text: '{"path":' },
  { type: 'tool-arguments', choice, call: 0, text: '"/tmp","size":12345678901234567890}' },
  { type: 'tool-call-end', choice, call: 0 },
  { type: 'tool-call', choice, call: 1, id: 'call_2', name: 'pwd' },
  { type: 'tool-arguments', choice, call: 1, text: '{}' },
  { type: 'tool-call-end', choice, call: 1 },
  { type: 'finish', choice, reason: 'tool-calls' },
]

const cases = formatNames
  .filter(name => formatOf(name).caller.cache)
  .flatMap(format => [
    { format, name: 'a text', parts: said, text: 'Run `ls`, or in Zürich 🌦 "dir".\n' },
    { format, name: 'a thought and a text', parts: thought, text: 'Run `ls`, or in Zürich 🌦 "dir".\n' },
    // Prompts have no tools.
    ...(formatOf(format).caller.routes.some(({ path }) => path.endsWith('/generate'))
      ? []
      : [{ format, name: 'two calls', parts: called, text: 'I look.' }]),
  ])

test.each(cases)(
  '$format: $name makes the same answer as a stream and whole',
  async ({ format, parts, text }) => {
    const { caller } = formatOf(format)
    const { translation } = caller
    if (!translation) throw new Error('It is not translated')
    const encoder = translation.createEncoder(head)
    const events = parts.map(part => encoder.write(part)).join('') + encoder.end(usage)
    const stream = { contentType: caller.streamType, bytes: Buffer.from(events), isStream: true }
    const whole = {
      contentType: 'application/json',
      bytes: Buffer.from(JSON.stringify(translation.writeWhole(parts, usage, head))),
      isStream: false,
    }

    expect(await checkAnswer({ ...stream, format }, true)).toEqual({ isGood: true, text })
    expect(await checkAnswer({ ...whole, format }, true)).toEqual({ isGood: true, text })

    const wish = { wantsStream: false, wantsUsage: true }
    const put = await replay({ ...stream, tokens: JSON.stringify(usage) }, format, wish)
    const putText = Buffer.from(put?.bytes ?? '').toString()
    expect(comparable(JSON.parse(putText))).toEqual(comparable(JSON.parse(whole.bytes.toString())))
    if (parts === called) expect(putText).toContain('12345678901234567890')
  },
)

/** Items get random ids, and the end of a stream of messages does not say for how long its prompt was cached. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
    .filter(([name]) => name !== 'cache_creation')
    .map(([name, each]) => [
      name,
      name === 'id' && /^(msg|fc|rs)_/.test(String(each)) ? 'made' : comparable(each),
    ])
  return Object.fromEntries(members)
}
