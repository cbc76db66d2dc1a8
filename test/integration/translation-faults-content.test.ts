// Faults with texts, pictures and files that other gateways had as they translated. Each test shows the right behaviour.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTranslationRig, type TranslationRig, type Wire } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const user = (content: unknown) => ({ role: 'user', content })
const pdf = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' } }
const pdfUrl = 'data:application/pdf;base64,JVBERi0='

describe('instructions in the middle of a conversation', () => {
  const turns = [
    { role: 'system', content: 'Zuerst.' },
    user('Hallo'),
    { role: 'assistant', content: 'Ja?' },
    { role: 'developer', content: 'Später.' },
    user('Und?'),
  ]

  test('stay at their place as a turn of the user for messages and Gemini', async () => {
    const { sent } = await rig.ask({ as: 'chat', of: 'messages', body: { messages: turns } })
    expect(JSON.stringify(sent.system)).toContain('Zuerst.')
    expect(JSON.stringify(sent.system)).not.toContain('Später.')
    expect(sent.messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant' },
      { role: 'user', content: [{ text: 'Später.' }, { text: 'Und?' }] },
    ])
    const { sent: gemini } = await rig.ask({ as: 'responses', of: 'gemini', body: { input: turns } })
    expect(gemini).toMatchObject({
      systemInstruction: { parts: [{ text: 'Zuerst.' }] },
      contents: [{}, {}, { role: 'user', parts: [{ text: 'Später.' }, { text: 'Und?' }] }],
    })
  })

  test('stay at their place for responses, with a role of their own', async () => {
    const messages = turns.slice(1).map(turn => ({ ...turn, role: turn.role.replace('developer', 'system') }))
    const { sent } = await rig.ask({ as: 'messages', of: 'responses', body: { system: 'Zuerst.', messages } })
    const items = sent.input as { role: string; content: unknown }[]
    expect(sent.instructions).toBe('Zuerst.')
    expect(items.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      expect.stringMatching(/^(system|developer)$/),
      'user',
    ])
  })
})

test('blank text beside calls is left out for messages, and a turn of nothing says so', async () => {
  const tool_calls = [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } }]
  const { sent } = await rig.ask({
    as: 'chat',
    of: 'messages',
    body: {
      tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
      messages: [
        user(' '),
        { role: 'assistant', content: ' \n', tool_calls },
        { role: 'tool', tool_call_id: 'call_1', content: '' },
        { role: 'assistant', content: '' },
        user('Und?'),
      ],
    },
  })
  const messages = sent.messages as { role: string; content: { type: string; text?: string }[] }[]
  expect(messages[1]?.content.map(({ type }) => type)).toEqual(['tool_use'])
  for (const { content } of messages) {
    expect(content.length).toBeGreaterThan(0)
    for (const { type, text } of content) if (type === 'text') expect(text?.trim()).not.toBe('')
  }
  expect(messages[0]?.content[0]?.text?.trim()).toBeTruthy()
})

describe('a last turn of the assistant', () => {
  const turns = [user('Zähle.'), { role: 'assistant', content: 'Eins, zwei' }]

  test('is followed by a wish to go on where the model refuses to continue its own turn', async () => {
    const claude = await rig.ask({
      as: 'chat',
      of: 'messages',
      model: 'claude-opus-4-7',
      body: { messages: turns },
    })
    expect(claude.sent.messages).toMatchObject([{}, { role: 'assistant' }, { role: 'user' }])
    const gemini = await rig.ask({ as: 'messages', of: 'gemini', body: { messages: turns } })
    expect(gemini.sent.contents).toMatchObject([{}, { role: 'model' }, { role: 'user' }])
    expect([claude.receipt, gemini.receipt]).toEqual(['changed=messages', 'changed=messages'])
  })

  test('is continued where the model does that', async () => {
    const { sent } = await rig.ask({ as: 'chat', of: 'messages', body: { messages: turns } })
    expect(sent.messages).toMatchObject([{}, { role: 'assistant', content: [{ text: 'Eins, zwei' }] }])
  })

  test.each(['messages', 'gemini'] as const)('that calls a tool stays as it is for %s', async of => {
    const { sent } = await rig.ask({
      as: 'responses',
      of,
      model: of === 'messages' ? 'claude-opus-4-7' : 'gemini-2.5-flash',
      body: {
        input: [user('Hallo'), { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' }],
        tools: [{ type: 'function', name: 'look', parameters: { type: 'object' } }],
      },
    })
    const turns = (sent.messages ?? sent.contents) as object[]
    expect(JSON.stringify(turns.at(-1))).toMatch(/tool_use|functionCall/)
  })
})

describe('a picture', () => {
  const base64 = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }
  const remote = { type: 'image', source: { type: 'url', url: 'https://pictures.example/a.png' } }

  test('is bare base64 for Ollama', async () => {
    const { sent } = await rig.ask({ as: 'messages', of: 'ollama', body: { messages: [user([base64])] } })
    expect(sent.messages).toMatchObject([{ images: ['AAAA'] }])
  })

  test('at an address that cannot be asked is no answer without it', async () => {
    const body = { messages: [user([{ type: 'text', text: 'Was?' }, remote])] }
    for (const of of ['ollama', 'gemini'] as const) {
      const { status, text, sent } = await rig.ask({ as: 'messages', of, body })
      expect([status, sent]).toEqual([400, {}])
      expect(text).toContain('messages[0].content[1] (It could not be fetched from pictures.example: ')
    }
  })

  test('that was uploaded to Gemini stays there', async () => {
    const uploaded = 'https://generativelanguage.googleapis.com/v1beta/files/abc'
    const file = { type: 'input_image', image_url: uploaded }
    const { sent: kept } = await rig.ask({ as: 'responses', of: 'gemini', body: { input: [user([file])] } })
    expect(kept.contents).toMatchObject([{ parts: [{ fileData: { fileUri: uploaded } }] }])
  })
})

describe('a PDF', () => {
  test.each([
    ['a message', [user([pdf])]],
    [
      'a result',
      [
        user('Hallo'),
        { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }] },
        user([{ type: 'tool_result', tool_use_id: 'toolu_1', content: [pdf] }]),
      ],
    ],
  ])('in %s has a name and a data URL for chat completions and responses', async (_, messages) => {
    const tools = [{ name: 'look', input_schema: { type: 'object' } }]
    const { sent } = await rig.ask({ as: 'messages', of: 'chat', body: { tools, messages } })
    expect(JSON.stringify(sent.messages)).toMatch(
      new RegExp(`"file":\\{"filename":"[^"]+\\.pdf","file_data":"${pdfUrl}"`),
    )
    const { sent: responses } = await rig.ask({ as: 'messages', of: 'responses', body: { tools, messages } })
    expect(JSON.stringify(responses.input)).toMatch(
      new RegExp(`"type":"input_file","filename":"[^"]+\\.pdf","file_data":"${pdfUrl}"`),
    )
  })

  test('at an address has no name for responses', async () => {
    const remote = {
      type: 'document',
      title: 'Akte',
      source: { type: 'url', url: 'https://files.example/a.pdf' },
    }
    const { sent } = await rig.ask({ as: 'messages', of: 'responses', body: { messages: [user([remote])] } })
    expect(JSON.stringify(sent.input)).toContain('"file_url":"https://files.example/a.pdf"')
    expect(JSON.stringify(sent.input)).not.toContain('filename')
  })
})

describe('sound', () => {
  test('is inline data with its own type for Gemini', async () => {
    const audio = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } }
    const { sent } = await rig.ask({ as: 'responses', of: 'gemini', body: { input: [user([audio])] } })
    expect(JSON.stringify(sent.contents)).toMatch(
      /"inlineData":\{"mimeType":"audio\/(mp3|mpeg)","data":"AAAA"\}/,
    )
  })

  test('is input audio for chat completions', async () => {
    const inlineData = { mimeType: 'audio/mpeg', data: 'AAAA' }
    const body = { contents: [{ role: 'user', parts: [{ inlineData }] }] }
    const { sent } = await rig.ask({ as: 'gemini', of: 'chat', body })
    expect(sent.messages).toMatchObject([
      { content: [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } }] },
    ])
  })
})

describe('what a question may be about is refused where it cannot be sent, and left out only by the setting drop:', () => {
  const was = { type: 'text', text: 'Was?' }
  const chat = (part: object) => ({ messages: [user([was, part])] })
  const responses = (part: object) => ({ input: [user([{ type: 'input_text', text: 'Was?' }, part])] })
  const gemini = (part: object) => ({ contents: [{ role: 'user', parts: [{ text: 'Was?' }, part] }] })

  const audio = { type: 'input_audio', input_audio: { data: 'SECRET', format: 'wav' } }
  const chatFile = { type: 'file', file: { file_id: 'SECRET' } }
  const messagesFile = { type: 'document', source: { type: 'file', file_id: 'SECRET' } }
  const messagesPicture = { type: 'image', source: { type: 'file', file_id: 'SECRET' } }
  const responsesPicture = { type: 'input_image', file_id: 'SECRET' }
  const heic = { type: 'image_url', image_url: { url: 'data:image/heic;base64,SECRET' } }
  const film = { inlineData: { mimeType: 'video/mp4', data: 'SECRET' } }
  const geminiSound = { inlineData: { mimeType: 'audio/ogg', data: 'SECRET' } }
  const geminiFile = { fileData: { mimeType: 'image/png', fileUri: 'files/SECRET' } }
  const upload = { type: 'container_upload', file_id: 'SECRET' }
  const filmUrl = { type: 'video_url', video_url: { url: 'https://films.example/SECRET' } }

  test.each<[string, Wire, object, readonly Wire[]]>([
    ['sound', 'chat', chat(audio), ['messages']],
    ['sound', 'responses', responses(audio), ['messages', 'ollama']],
    ['sound', 'gemini', gemini(geminiSound), ['messages', 'ollama', 'responses']],
    ['a film', 'gemini', gemini(film), ['chat', 'messages', 'ollama', 'responses']],
    ['a film', 'chat', chat(filmUrl), ['messages']],
    ['a file', 'chat', chat(chatFile), ['messages']],
    ['a file', 'messages', chat(messagesFile), ['chat', 'ollama', 'gemini', 'responses']],
    ['a file for a tool', 'messages', chat(upload), ['chat', 'ollama', 'gemini', 'responses']],
    ['a picture by its id', 'messages', chat(messagesPicture), ['chat', 'ollama', 'gemini', 'responses']],
    [
      'a picture by its id',
      'responses',
      responses(responsesPicture),
      ['chat', 'messages', 'ollama', 'gemini'],
    ],
    ['a file', 'gemini', gemini(geminiFile), ['chat', 'messages', 'ollama', 'responses']],
    ['a picture of a kind that is not taken', 'chat', chat(heic), ['messages']],
    ['a PDF', 'messages', chat(pdf), ['ollama']],
  ])('%s from %s', async (_, as, body, targets) => {
    for (const of of targets) {
      const { status, json, sent } = await rig.ask({ as, of, body })
      const { message } = json.error as { message: string }
      expect([of, status, sent]).toEqual([of, 400, {}])
      expect(message).toMatch(/(?:\[0\]\.(?:content|parts)\[1\]\S*|input\[0\]) \(.+\)/)
      await rig.gateway.admin.changeSetting({ key: 'onUnsupported', value: 'drop' })
      const dropped = await rig.ask({ as, of, body })
      await rig.gateway.admin.changeSetting({ key: 'onUnsupported', value: 'warn' })
      expect([of, dropped.status]).toEqual([of, 200])
      expect(JSON.stringify(dropped.sent)).toContain('Was?')
      expect(JSON.stringify(dropped.sent)).not.toContain('SECRET')
    }
  })

  test('a part of another kind that only the caller’s format has is left out, and the caller is told', async () => {
    const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }
    const { status, receipt } = await rig.ask({ as: 'chat', of: 'messages', body: chat(thinking) })
    expect([status, receipt]).toEqual([200, 'dropped=messages[0].content[1]'])
  })
})
