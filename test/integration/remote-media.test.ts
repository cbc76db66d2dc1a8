// Pictures and documents at addresses, for providers that are sent their bytes.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MediaServer, startMediaServer } from '../support/media-server.ts'
import { openTranslationRig, type TranslationRig } from '../support/translation-rig.ts'

/** The head of a PNG, which says its size. */
const png = Buffer.from('89504e470d0a1a0a0000000d49484452000007d0000003e80802000000', 'hex')
const jpeg = Buffer.from('ffd8ffe000104a46494600010100', 'hex')
const pdf = Buffer.from('%PDF-1.7\n1 0 obj << /Type /Page >> endobj\n')
const host = 'pictures.example'
const url = (path: string) => `https://${host}${path}`

let media: MediaServer
let rig: TranslationRig
beforeAll(async () => {
  media = await startMediaServer()
  rig = await openTranslationRig({ deps: { remoteMedia: media.remoteMedia({ addresses: 8 }) } })
})
afterAll(async () => {
  await rig[Symbol.asyncDispose]()
  await media[Symbol.asyncDispose]()
})
beforeEach(() => {
  media.names = { [host]: ['93.184.215.14'], 'other.example': ['2606:4700:4700::1111'] }
  media.answers = { '/a.png': png, '/b.png': jpeg, '/a.pdf': pdf, '/page': Buffer.from('<html>') }
  media.forget()
})

const image = (at: string) => ({ type: 'image', source: { type: 'url', url: at } })
const document = (at: string) => ({ type: 'document', source: { type: 'url', url: at } })
const user = (...content: object[]) => ({ messages: [{ role: 'user', content }] })
const text = { type: 'text', text: 'What?' }

describe('what stands at an address', () => {
  test('is sent to Ollama as bare base64, also where it is the result of a tool', async () => {
    const turns = [
      { role: 'user', content: [text, image(url('/a.png'))] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: [image(url('/b.png'))] }],
      },
    ]
    const tools = [{ name: 'look', input_schema: { type: 'object' } }]
    const { sent, receipt } = await rig.ask({
      as: 'messages',
      of: 'ollama',
      body: { tools, messages: turns },
    })
    expect(sent.messages).toMatchObject([
      { content: 'What?', images: [png.toString('base64')] },
      { tool_calls: [{}] },
      { role: 'tool', images: [jpeg.toString('base64')] },
    ])
    expect(receipt).toBe('kept')
  })

  test('is inline data with the type of its bytes for Gemini, whatever the address says', async () => {
    const { sent } = await rig.ask({
      as: 'messages',
      of: 'gemini',
      body: user(image(url('/b.png')), document(url('/a.pdf'))),
    })
    expect(sent.contents).toMatchObject([
      {
        parts: [
          { inlineData: { mimeType: 'image/jpeg', data: jpeg.toString('base64') } },
          { inlineData: { mimeType: 'application/pdf', data: pdf.toString('base64') } },
        ],
      },
    ])
  })

  test('is a file with a name for chat completions where it is a document', async () => {
    const { sent } = await rig.ask({ as: 'messages', of: 'chat', body: user(text, document(url('/a.pdf'))) })
    const file = {
      filename: 'document.pdf',
      file_data: `data:application/pdf;base64,${pdf.toString('base64')}`,
    }
    expect(sent.messages).toMatchObject([{ content: [text, { type: 'file', file }] }])
  })

  test.each([
    [
      'amazon-bedrock',
      'anthropic.claude-sonnet-4-5',
      { source: { type: 'base64', data: png.toString('base64') } },
    ],
    ['vertex-ai', 'claude-sonnet-4-5', { source: { type: 'base64', data: png.toString('base64') } }],
    ['lm-studio', 'llava', { image_url: { url: `data:image/png;base64,${png.toString('base64')}` } }],
  ])('is sent as bytes to %s, whose format has addresses', async (kind, model, picture) => {
    const { baseUrl } = rig.upstream
    const location = kind === 'vertex-ai' ? '/v1/projects/p/locations/l' : '/v1'
    await rig.gateway.admin.addProvider({
      id: kind,
      kind,
      baseUrl: baseUrl + location,
      key: 'a-key-of-this-provider',
    })
    const input = [{ role: 'user', content: [{ type: 'input_image', image_url: url('/a.png') }] }]
    await rig.post('/v1/responses', { model: `${kind}/${model}`, input })
    const { messages } = JSON.parse(String(rig.lastCall().body)) as { messages: unknown }
    expect(messages).toMatchObject([{ content: [picture] }])
  })

  test('is left to providers that open addresses reliably', async () => {
    const body = user(image(url('/a.png')), document(url('/a.pdf')))
    const { sent } = await rig.ask({ as: 'messages', of: 'responses', body })
    expect(JSON.stringify(sent)).toContain(url('/a.png'))
    expect(media.requests).toEqual([])
  })

  test.each([
    ['https://generativelanguage.googleapis.com/v1beta/files/abc', 'image/*'],
    ['https://www.youtube.com/watch?v=abc', 'video/*'],
    ['gs://bucket/a.png', 'image/png'],
  ])('is left to Gemini where it alone can open it: %s', async (at, mimeType) => {
    const content = [{ type: 'input_image', image_url: at }]
    const { sent } = await rig.ask({
      as: 'responses',
      of: 'gemini',
      body: { input: [{ role: 'user', content }] },
    })
    expect(sent.contents).toMatchObject([{ parts: [{ fileData: { fileUri: at, mimeType } }] }])
  })

  test('is counted as the same picture in the body is', async () => {
    const data = { type: 'base64', media_type: 'image/png', data: png.toString('base64') }
    const count = async (...content: object[]) => {
      const { headers } = await rig.ask({ as: 'messages', of: 'gemini', body: user(text, ...content) })
      const row = await rig.gateway.row(headers.get('x-gatehouse-request-id') ?? '')
      return row.estimatedInputTokens ?? 0
    }
    const fetched = await count(image(url('/a.png')))
    expect(fetched).toBe(await count({ type: 'image', source: data }))
    expect(fetched).toBeGreaterThan((await count()) + 200)
  })

  test('is asked for once, with nothing of the caller', async () => {
    await rig.ask({
      as: 'messages',
      of: 'ollama',
      body: user(image(url('/a.png?b=c#d')), image(url('/a.png?b=c#d'))),
    })
    expect(media.requests).toEqual([
      {
        host,
        path: '/a.png?b=c',
        headers: {
          host,
          connection: 'keep-alive',
          accept: 'image/png, image/jpeg, image/gif, image/webp, application/pdf',
          'accept-encoding': 'identity',
          'user-agent': 'Gatehouse',
        },
      },
    ])
  })

  test('is fetched four at a time', async () => {
    const waiting: (() => void)[] = []
    const paths = Array.from({ length: 8 }, (_, index) => `/${index}.png`)
    media.answers = Object.fromEntries(
      paths.map(path => [
        path,
        response => {
          waiting.push(() => response.end(png))
          if (waiting.length === 4) for (const answer of waiting.splice(0)) answer()
        },
      ]),
    )
    const body = user(...paths.map(path => image(url(path))))
    const { sent } = await rig.ask({ as: 'messages', of: 'ollama', body })
    expect((sent.messages as { images: string[] }[])[0]?.images).toHaveLength(8)
    expect(media.mostOpen).toBe(4)
  })
})
