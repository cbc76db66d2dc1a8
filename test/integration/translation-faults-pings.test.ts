// Signs of life in streams that are translated.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gate, send, wait } from '../support/fake-upstream.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { readRawStream } from '../support/raw-stream.ts'
import { chatUsage, chunk, sse } from '../support/translation-rig.ts'

let rig: GatewayRig
beforeAll(async () => {
  rig = await openGatewayRig({
    overrides: { pingIntervalMs: 15 },
    providers: origin => [
      { id: 'chat', kind: 'groq', baseUrl: `${origin}/v1`, key: 'sk-key-of-the-provider-0123' },
    ],
  })
})
afterAll(() => rig[Symbol.asyncDispose]())

test.each([
  [
    '/v1/messages',
    'event: ping\ndata: {"type": "ping"}\n\n',
    { max_tokens: 99, messages: [{ role: 'user', content: 'Hallo' }] },
  ],
  ['/v1/responses', ': ping\n\n', { input: 'Hallo' }],
])(
  'a ping on %s stands between whole events, where the provider pauses within one',
  async (path, ping, body) => {
    const late = gate()
    const answer = sse(
      chunk({ content: 'Ja.' }),
      chunk({ content: 'Und' }),
      chunk({}, 'stop'),
      chatUsage,
      '[DONE]',
    )
    rig.upstream.script({ answer, steps: [send(200), wait(late), send()] })
    const caller = await rig.postRaw(path, { model: 'chat/m', stream: true, ...body }, ['connection: close'])
    await caller.readUntil('Ja.')
    await caller.readUntil(ping.trimEnd())
    late.open()
    const { body: text, ended } = readRawStream(await caller.readAll())
    expect(ended).toBe(true)
    expect(text).toContain(ping)
    const records = text.split('\n\n').filter(record => record !== '' && record !== ping.trimEnd())
    for (const record of records) {
      const [event, data, ...rest] = record.split('\n')
      expect([event, rest]).toEqual([expect.stringMatching(/^event: /), []])
      expect(() => JSON.parse(String(data).slice('data: '.length))).not.toThrow()
    }
  },
)
