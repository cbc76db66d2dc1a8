import { describe, expect, test } from 'vitest'
import { ollamaChatLayout } from '../../../gateway/formats/ollama-chat/layout.ts'
import { ollamaGenerateLayout } from '../../../gateway/formats/ollama-generate/layout.ts'
import { createEncoding, loadRankTable } from '../../../gateway/tokens/encoding.ts'
import { png } from './picture-bytes.ts'

const encoding = createEncoding(await loadRankTable('o200k_base'))
const context = { encoding, model: 'llama3.2' }
const words = (text: string) => encoding.count(text)
const message = (said: object) =>
  ollamaChatLayout.lists.messages?.({ role: 'user', content: '', ...said }, context)
const separators = message({})?.text ?? 0
const picture = png(512, 512).toString('base64')
/** As of a model of which nothing is known: a tile and what is around it. */
const pictureTokens = 85 + 170

describe('a message costs its separators and', () => {
  test.each([
    ['its text', { content: 'Hello there' }, words('Hello there')],
    ['its thinking', { thinking: 'Hm, yes' }, words('Hm, yes')],
    [
      'its calls of tools',
      { tool_calls: [{ function: { name: 'weather', arguments: { city: 'Bern' } } }] },
      words('weather{"city":"Bern"}'),
    ],
    [
      'the tool that it is the result of',
      { content: '11 degrees', tool_name: 'weather' },
      words('11 degreesweather'),
    ],
    ['what its content is, if it is no text', { content: ['Hi'] }, words('["Hi"]')],
  ])('%s', (_, said, tokens) => {
    expect(separators).toBeGreaterThan(0)
    expect(message(said)).toEqual({ text: separators + tokens, fixed: 0 })
  })

  test('its pictures, by their size', () => {
    expect(message({ images: [picture] })).toEqual({ text: separators, fixed: pictureTokens })
    expect(message({ images: [`data:image/png;base64,${picture}`, picture] })?.fixed).toBe(2 * pictureTokens)
  })
})

test('tools cost their JSON, and none cost nothing', () => {
  const tools = [{ type: 'function', function: { name: 'weather', parameters: {} } }]
  const { tools: count } = ollamaChatLayout.members
  expect(count?.(tools, context)).toEqual({ text: words(JSON.stringify(tools)), fixed: 0 })
  expect(count?.([], context)).toEqual({ text: 0, fixed: 0 })
})

test('a prompt costs its text, what stands around it, and the tokens of the context it goes on from', () => {
  const { lists, members } = ollamaGenerateLayout
  for (const member of ['prompt', 'suffix', 'system', 'template']) {
    expect(members[member]?.('Hello there', context)).toEqual({ text: words('Hello there'), fixed: 0 })
    expect(members[member]?.(null, context)).toEqual({ text: 0, fixed: 0 })
  }
  expect(members.context?.([1, 2, 3], context)).toEqual({ text: 0, fixed: 3 })
  expect(lists.images?.(picture, context)).toEqual({ text: 0, fixed: pictureTokens })
})

describe('what makes a request dearer', () => {
  const triggers = (member: string, value: unknown, layout = ollamaChatLayout) =>
    layout.triggers[member]?.(value, context)

  test('is a picture that is elsewhere', () => {
    const images = ['https://example.com/a.png']
    expect(triggers('messages', { role: 'user', images })).toMatchObject({ pictureElsewhere: true })
    expect(triggers('messages', { role: 'user', images: [picture] })).toMatchObject({
      pictureElsewhere: false,
    })
    expect(triggers('images', images[0], ollamaGenerateLayout)).toMatchObject({ pictureElsewhere: true })
  })

  test('is a tool that the caller does not run', () => {
    expect(triggers('tools', [{ type: 'function', function: {} }])).toMatchObject({ unbounded: [] })
    expect(triggers('tools', [{ function: {} }])).toMatchObject({ unbounded: [] })
    expect(triggers('tools', [{ type: 'web_search' }])).toMatchObject({ unbounded: ['hosted-tool'] })
  })

  test.each(['width', 'height', 'steps'])('is a picture as the answer, by its %s', member => {
    expect(triggers(member, 512, ollamaGenerateLayout)).toMatchObject({ unbounded: ['picture-output'] })
    expect(triggers(member, null, ollamaGenerateLayout)).toMatchObject({ unbounded: [] })
  })
})
