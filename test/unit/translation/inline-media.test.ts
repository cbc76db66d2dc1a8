import { afterAll, beforeAll, expect, test } from 'vitest'
import { BytesInFlight } from '../../../gateway/bytes/bytes-in-flight.ts'
import { CancelScope } from '../../../gateway/cancel-scope.ts'
import type { Conversation } from '../../../gateway/chat/conversation.ts'
import type { Config } from '../../../gateway/config/schema.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import { formats } from '../../../gateway/formats/index.ts'
import { inlineMedia, type MediaHolder } from '../../../gateway/translation/inline-media.ts'
import { type MediaServer, startMediaServer } from '../../support/media-server.ts'

const png = Buffer.from('89504e470d0a1a0a', 'hex')
let media: MediaServer
beforeAll(async () => {
  media = await startMediaServer()
  media.names = { 'pictures.example': ['93.184.215.14'] }
  media.answers = {
    '/a.png': Buffer.concat([png, Buffer.alloc(992)]),
    '/b.png': Buffer.concat([png, Buffer.alloc(492)]),
    '/page': Buffer.alloc(700),
  }
})
afterAll(() => media[Symbol.asyncDispose]())

const conversationOf = (...paths: string[]): Conversation => ({
  stream: false,
  tools: [],
  turns: [
    {
      role: 'user',
      parts: paths.map(path => ({
        type: 'image',
        source: { type: 'url', url: `https://pictures.example${path}` },
      })),
    },
  ],
})

const capabilities = formats['ollama-chat'].provider.translation?.capabilities
function inline(conversation: Conversation, maxBytes: number) {
  if (!capabilities) throw new Error('It has no translation')
  const holder: MediaHolder = { heldBytes: 0, scope: new CancelScope(() => {}) }
  const bytesInFlight = new BytesInFlight({ maxBytes: () => maxBytes, waitMs: () => 0 })
  const config = () => ({ fetchRemoteMedia: 'on' }) as Config
  const deps = { bytesInFlight, config, remoteMedia: media.remoteMedia() }
  return { holder, result: inlineMedia(conversation, capabilities, holder, deps) }
}

test('what is fetched is held in memory for the request, and what was of no use is given back', async () => {
  const { holder, result } = inline(conversationOf('/a.png', '/b.png', '/page', '/none'), 1_000_000)
  await result
  expect(holder.heldBytes).toBe(1500)
})

test('a request for whose pictures there is no room is refused, and holds nothing', async () => {
  const { holder, result } = inline(conversationOf('/a.png'), 1200)
  await expect(result).rejects.toMatchObject({ code: 'overloaded' })
  expect(holder.heldBytes).toBe(0)
})

test('a conversation without addresses is the same one', async () => {
  const conversation = conversationOf()
  await expect(inline(conversation, 0).result).resolves.toBe(conversation)
})

test('a request that was cancelled before is not fetched for', async () => {
  if (!capabilities) throw new Error('It has no translation')
  const scope = new CancelScope(() => {})
  scope.cancel(new GatewayError('client_gone'))
  const before = media.requests.length
  const bytesInFlight = new BytesInFlight({ maxBytes: () => 1e6, waitMs: () => 0 })
  const deps = {
    bytesInFlight,
    config: () => ({ fetchRemoteMedia: 'on' }) as Config,
    remoteMedia: media.remoteMedia(),
  }
  const fetched = inlineMedia(conversationOf('/a.png'), capabilities, { heldBytes: 0, scope }, deps)
  await expect(fetched).rejects.toMatchObject({ code: 'client_gone' })
  expect(media.requests.length).toBe(before)
})
