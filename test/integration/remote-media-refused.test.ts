// Addresses that callers give and that are not fetched, and what they are told.
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { publicNetwork } from '../../gateway/network/public-agent.ts'
import { mediaLimits } from '../../gateway/translation/fetch-media.ts'
import { type MediaServer, startMediaServer } from '../support/media-server.ts'
import {
  openTranslationRig,
  type Replied,
  type TranslationRig,
  type Wire,
} from '../support/translation-rig.ts'

const png = Buffer.from('89504e470d0a1a0a0000000d49484452000007d0000003e80802000000', 'hex')
const pdf = Buffer.from('%PDF-1.7\n')
const host = 'pictures.example'
const url = (path: string) => `https://${host}${path}`

let media: MediaServer
let rig: TranslationRig
beforeAll(async () => {
  media = await startMediaServer()
  const limits = { addresses: 3, bytesEach: 1024, bytesAll: 1536, timeoutMs: 300 }
  rig = await openTranslationRig({ deps: { remoteMedia: media.remoteMedia(limits) } })
})
afterAll(async () => {
  await rig[Symbol.asyncDispose]()
  await media[Symbol.asyncDispose]()
})
beforeEach(() => {
  media.names = { [host]: ['93.184.215.14'], 'other.example': ['2606:4700:4700::1111'] }
  media.answers = { '/a.png': png, '/a.pdf': pdf }
  media.forget()
})

const image = (at: string) => ({ type: 'image', source: { type: 'url', url: at } })
const document = (at: string) => ({ type: 'document', source: { type: 'url', url: at } })
const user = (...content: object[]) => ({
  messages: [{ role: 'user', content: [{ type: 'text', text: 'What?' }, ...content] }],
})
const ask = (of: Wire, ...content: object[]) => rig.ask({ as: 'messages', of, body: user(...content) })
const change = (key: string, value: string) => rig.gateway.admin.changeSetting({ key, value })

/** The caller is told which part it is and why, and the provider is not asked. */
function expectRefusal({ status, json, sent }: Replied, reason: string, path = 'messages[0].content[1]') {
  expect([status, json.error]).toEqual([
    400,
    expect.objectContaining({ message: expect.stringContaining(`${path} (${reason})`) }),
  ])
  expect(sent).toEqual({})
}

describe('with the real network, an address that is not public is never asked:', () => {
  let real: TranslationRig
  beforeAll(async () => {
    real = await openTranslationRig({
      deps: { remoteMedia: { network: publicNetwork, limits: mediaLimits } },
    })
  })
  afterAll(() => real[Symbol.asyncDispose]())

  test.each([
    'https://127.0.0.1',
    'https://localhost',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:7f00:1]',
    'https://2130706433',
    'https://0x7f.1',
    'https://0177.0.0.1',
    'https://127.1',
    'https://0.0.0.0',
    'https://[::]',
    'https://①②⑦.⓪.⓪.①',
  ])('%s', async origin => {
    const at = `${origin}:${new URL(media.origin).port}/a.png`
    const reply = await real.ask({ as: 'messages', of: 'ollama', body: user(image(at)) })
    const { hostname } = new URL(at)
    expectRefusal(reply, `It could not be fetched from ${hostname}: it is not on the public internet.`)
    expect(media.requests).toEqual([])
  })
})

describe('a name is refused', () => {
  const refusal = `It could not be fetched from ${host}: it is not on the public internet.`

  test.each([
    ['is of a private network', ['192.168.1.7']],
    ['is the metadata of a cloud', ['169.254.169.254']],
    ['has one address that is not public beside one that is', ['93.184.215.14', '10.0.0.1']],
    ['has no address', []],
    ['has IPv4 within IPv6', ['::ffff:93.184.215.14']],
  ])('that %s', async (_, addresses) => {
    media.names = { [host]: addresses }
    expectRefusal(await ask('ollama', image(url('/a.png'))), refusal)
    expect([media.reached, media.requests]).toEqual([[], []])
  })

  test('that is another one when it is asked again: what is connected to is what was checked', async () => {
    const answers = [['93.184.215.14'], ['127.0.0.1']]
    Object.defineProperty(media.names, host, { get: () => answers.shift() })
    const { status } = await ask('ollama', image(url('/a.png')))
    expect([status, media.reached]).toEqual([200, ['93.184.215.14']])
    // Nothing of the first connection is kept for the next request, which has to look the name up again.
    expectRefusal(await ask('ollama', image(url('/a.png'))), refusal)
    expect([media.reached, media.requests.length]).toEqual([['93.184.215.14'], 1])
  })
})

describe('a redirect', () => {
  const to = (location: string) => (response: ServerResponse) => response.writeHead(302, { location }).end()

  test('is followed to another public address', async () => {
    media.answers = { '/r': to('https://other.example/a.png'), '/a.png': png }
    const { status } = await ask('ollama', image(url('/r')))
    expect([status, media.reached]).toEqual([200, ['93.184.215.14', '2606:4700:4700::1111']])
  })

  test.each([
    ['https://127.0.0.1/a.png', 'it is not on the public internet'],
    ['https://[fd00:ec2::254]/a.png', 'it is not on the public internet'],
    ['http://other.example/a.png', 'only addresses that begin with https: are fetched'],
    ['file:///etc/passwd', 'only addresses that begin with https: are fetched'],
    ['https://a:b@other.example/a.png', 'addresses with a name or a password in them are not fetched'],
  ])('to %s is not', async (location, reason) => {
    media.answers = { '/r': to(location) }
    const reply = await ask('ollama', image(url('/r')))
    expectRefusal(reply, `It could not be fetched from ${host}: ${reason}.`)
    expect(media.reached).toEqual(['93.184.215.14'])
  })

  test('after three others is not', async () => {
    const chain = (redirects: number) =>
      Object.fromEntries(Array.from({ length: redirects }, (_, at) => [`/${at}`, to(`/${at + 1}`)]))
    media.answers = { ...chain(3), '/3': png }
    expect((await ask('ollama', image(url('/0')))).status).toBe(200)
    media.answers = { ...chain(4), '/4': png }
    const reply = await ask('ollama', image(url('/0')))
    expectRefusal(reply, `It could not be fetched from ${host}: it is redirected more than 3 times.`)
  })
})

describe('what is not fetched is told with the reason:', () => {
  const big = Buffer.concat([png, Buffer.alloc(2000)])
  const from = `It could not be fetched from ${host}:`

  test.each([
    ['not found', url('/none.png'), `${from} the server answered 404.`],
    [
      'no known name',
      'https://unknown.example/a.png',
      'It could not be fetched from unknown.example: its name is not known.',
    ],
    ['no URL', 'a.png', 'It could not be fetched from its address: its address is no URL.'],
    ['http', `http://${host}/a.png`, `${from} only addresses that begin with https: are fetched.`],
    [
      'a password',
      `https://a:b@${host}/a.png`,
      `${from} addresses with a name or a password in them are not fetched.`,
    ],
    ['a page', url('/page'), `${from} what is there is no PNG, JPEG, GIF or WebP picture and no PDF.`],
    ['a document', url('/a.pdf'), 'At its address is a PDF and no picture.'],
    ['a large one', url('/big'), `${from} it is larger than 0 MiB.`],
    ['a large one of unknown length', url('/chunked'), `${from} it is larger than 0 MiB.`],
    ['a silent server', url('/silent'), `${from} it took longer than 0.3 seconds.`],
    ['a server that stops', url('/stops'), `${from} it took longer than 0.3 seconds.`],
    ['a server that breaks off', url('/breaks'), `${from} the connection was closed.`],
  ])('%s', async (_, at, reason) => {
    media.answers = {
      ...media.answers,
      '/page': Buffer.from('<html>'),
      '/big': big,
      '/chunked': response => {
        response.write(png)
        response.end(Buffer.alloc(2000))
      },
      '/silent': () => {},
      '/stops': response => response.writeHead(200, { 'content-length': 100 }).write(png),
      '/breaks': response => {
        response.writeHead(200, { 'content-length': 100 }).write(png, () => response.destroy())
      },
    }
    expectRefusal(await ask('ollama', image(at)), reason)
  })

  test('a picture in place of a document', async () => {
    expectRefusal(await ask('chat', document(url('/a.png'))), 'At its address is a picture and no PDF.')
  })

  test('more of them than are fetched, and more bytes together', async () => {
    const four = ['/a.png?1', '/a.png?2', '/a.png?3', '/a.png?4']
    media.answers = Object.fromEntries(four.map(path => [path, png]))
    const many = await ask('ollama', ...four.map(path => image(url(path))))
    expectRefusal(many, 'Only 3 addresses of a request are fetched.', 'messages[0].content[4]')
    media.answers = Object.fromEntries(four.map(path => [path, Buffer.concat([png, Buffer.alloc(900)])]))
    const large = await ask('ollama', ...four.slice(0, 2).map(path => image(url(path))))
    expect([large.status, large.text]).toEqual([
      400,
      expect.stringContaining('with the others it is larger than 0 MiB'),
    ])
  })
})

describe('the setting', () => {
  test('onUnsupported drop leaves the picture out, with the reason in the record', async () => {
    await change('onUnsupported', 'drop')
    const { sent, headers } = await ask('ollama', image(url('/none.png')))
    await change('onUnsupported', 'warn')
    expect(sent.messages).toEqual([{ role: 'user', content: 'What?' }])
    const { receipt } = await rig.gateway.row(headers.get('x-gatehouse-request-id') ?? '')
    expect(receipt?.dropped).toEqual([
      {
        path: 'messages[0].content[1]',
        reason: `It could not be fetched from ${host}: the server answered 404.`,
      },
    ])
  })

  test('fetchRemoteMedia off asks nobody: the request is refused, or the provider opens the address', async () => {
    await change('fetchRemoteMedia', 'off')
    const refused = await ask('ollama', image(url('/a.png')))
    const { sent, receipt } = await ask('gemini', image(url('/a.png')))
    await change('fetchRemoteMedia', 'on')
    expectRefusal(refused, 'It has to be fetched from its address, and the setting fetchRemoteMedia is off.')
    expect(sent.contents).toMatchObject([
      { parts: [{ text: 'What?' }, { fileData: { fileUri: url('/a.png'), mimeType: 'image/png' } }] },
    ])
    expect(receipt).toMatch(/^changed=/)
    expect(media.requests).toEqual([])
  })
})

test('what is too large is left to a provider that opens addresses, what is not there is not', async () => {
  media.answers = { '/big.png': Buffer.concat([png, Buffer.alloc(2000)]) }
  const { sent } = await ask('gemini', image(url('/big.png')))
  expect(sent.contents).toMatchObject([
    { parts: [{ text: 'What?' }, { fileData: { fileUri: url('/big.png'), mimeType: 'image/png' } }] },
  ])
  const reply = await ask('gemini', image(url('/none.png')))
  expectRefusal(reply, `It could not be fetched from ${host}: the server answered 404.`)
})

test('a caller that leaves ends the fetching', async () => {
  const patient = await openTranslationRig({ deps: { remoteMedia: media.remoteMedia() } })
  const asked = new Promise<ServerResponse>(resolve => {
    media.answers = { '/slow': resolve }
  })
  const body = { model: 'ollama/llama3.2', max_tokens: 10, ...user(image(url('/slow'))) }
  const caller = await patient.postRaw('/v1/messages', body)
  const closed = once(await asked, 'close')
  caller.hangUp()
  await closed
  const row = await patient.newestRow(1)
  expect(row.errorCode).toBe('client_gone')
  await patient[Symbol.asyncDispose]()
})
