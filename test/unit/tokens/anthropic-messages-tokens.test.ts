import { expect, test } from 'vitest'
import { anthropicMessagesLayout } from '../../../gateway/formats/anthropic-messages/layout.ts'
import { createEncoding, loadRankTable } from '../../../gateway/tokens/encoding.ts'
import { png } from './picture-bytes.ts'

const encoding = createEncoding(await loadRankTable('o200k_base'))
const context = { encoding, model: 'claude-sonnet-4-5' }
const { lists, members } = anthropicMessagesLayout

function message(...content: readonly object[]) {
  return lists.messages?.({ role: 'user', content }, context)
}

const separators = message()?.text ?? 0
const words = (text: string) => encoding.count(text)

test('a message costs its text and its separators, written either way', () => {
  expect(lists.messages?.({ role: 'user', content: 'Hello there' }, context)).toEqual(
    message({ type: 'text', text: 'Hello there' }),
  )
  expect(separators).toBeGreaterThan(0)
  expect(message({ type: 'text', text: 'Hello there' })?.text).toBe(separators + words('Hello there'))
})

test('a picture costs by its size, inside a tool result as well, and the most where it is elsewhere', () => {
  const data = png(560, 280).toString('base64')
  const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data } }
  expect(message(picture)).toEqual({ text: separators, fixed: 20 * 10 })
  expect(message({ type: 'tool_result', tool_use_id: 't', content: [picture, picture] })?.fixed).toBe(400)
  const elsewhere = { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }
  expect(message(elsewhere)?.fixed).toBe(1568)
})

test('a document costs its text where it is text, else its pages, and its title', () => {
  const text = { type: 'document', title: 'A title', source: { type: 'text', data: 'The words of it' } }
  expect(message(text)).toEqual({ text: separators + words('A title') + words('The words of it'), fixed: 0 })
  const data = Buffer.from('%PDF-1.4 <</Type /Page>> <</Type /Page>>').toString('base64')
  expect(message({ type: 'document', source: { type: 'base64', data } })?.fixed).toBe(6000)
  expect(message({ type: 'document', source: { type: 'file', file_id: 'f' } })?.fixed).toBe(30_000)
})

test('a call costs its name and its input, a thought its words without the signature', () => {
  expect(message({ type: 'tool_use', id: 'x', name: 'look', input: { at: 1 } })?.text).toBe(
    separators + words('look{"at":1}'),
  )
  const thought = { type: 'thinking', thinking: 'Hm.', signature: 'x'.repeat(500) }
  expect(message(thought)?.text).toBe(separators + words('Hm.'))
})

test('tools cost their JSON, and what the provider puts in for them', () => {
  const tools = [{ name: 'look', input_schema: { type: 'object', properties: {} } }]
  const text = words(JSON.stringify(tools))
  expect(members.tools?.([], context)).toEqual({ text: 0, fixed: 0 })
  for (const [model, fixed] of [
    ['claude-sonnet-4-5', 589],
    ['claude-opus-4-7', 804],
    ['claude-opus-4-8', 410],
    ['claude-sonnet-5', 474],
    ['claude-3-5-haiku-20241022', 340],
    ['another-model', 0],
  ] as const)
    expect(members.tools?.(tools, { encoding, model }), model).toEqual({ text, fixed })
})
