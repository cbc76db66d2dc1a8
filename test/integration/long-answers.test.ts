// Answers that are longer than any model writes: passed on byte for byte where they are whole, settled, and never refused twice.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { die, send } from '../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths, providerKeys } from '../support/gateway-rig.ts'

const million = 1_000_000
vi.setConfig({ testTimeout: 120_000 }) // the answers are large, and the machine may be busy
const path = paths['openai-chat']

let rig: GatewayRig
beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const hashOf = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')
const usage = { prompt_tokens: 7, completion_tokens: 9, total_tokens: 16 }

async function ask(type: string, body: string | Buffer, extra: object = {}, behaviour: object = {}) {
  rig.upstream.script({ answer: { headers: { 'content-type': type }, body }, ...behaviour })
  const answer = await rig.post(path, chatBody('openai-chat', extra))
  const received = Buffer.from(await answer.arrayBuffer().catch(() => new ArrayBuffer(0)))
  return { answer, received, row: await rig.rowOf(answer) }
}

describe('a whole answer of megabytes', () => {
  const said = 'words that were said, '.repeat(million / 10)

  test('is passed on byte for byte, at the cost that it reports', async () => {
    const body = JSON.stringify({ choices: [{ message: { content: said } }], usage })
    const { answer, received, row } = await ask('application/json', body)
    expect([answer.status, hashOf(received)]).toEqual([200, hashOf(body)])
    expect(row).toMatchObject({ certainty: 'exact', inputTokens: 7, outputTokens: 9, outcome: 'completed' })
    expect(answer.headers.get('x-gatehouse-cost-usd')).toBe('0.00000645')
  })

  test('without usage is estimated, at no more than its request allowed', async () => {
    const body = JSON.stringify({ choices: [{ message: { content: ' '.repeat(5 * million) } }] })
    const { received, row } = await ask('application/json', body)
    expect(hashOf(received)).toBe(hashOf(body))
    expect(row).toMatchObject({ certainty: 'estimated', outcome: 'completed' })
    expect(row.outputTokens).toBeGreaterThan(64) // what was counted
    const { row: short } = await ask('application/json', JSON.stringify({ text: said }))
    expect(short).toMatchObject({ certainty: 'estimated', outputTokens: 0 })
  })

  test.each([
    ['of 20 million blanks', Buffer.alloc(20 * million, ' ')],
    [
      'that is half of one',
      JSON.stringify({ choices: [{ message: { content: said } }], usage }).slice(0, -9),
    ],
    ['of millions of values', `[${'[],'.repeat(2 * million)}`],
  ])('%s is refused and estimated', async (_, body) => {
    const { answer, received, row } = await ask('application/json', body)
    expect([answer.status, JSON.parse(received.toString()).error.code]).toEqual([502, 'upstream_truncated'])
    expect(row).toMatchObject({ certainty: 'estimated', errorCode: 'upstream_truncated' })
  })

  test('that its provider breaks off after all of it was there is settled as it reports', async () => {
    const body = JSON.stringify({ choices: [{ message: { content: said } }], usage })
    const behaviour = { steps: [send(), die('close')], contentLength: body.length + 10 }
    const { answer, row } = await ask('application/json', body, {}, behaviour)
    expect(answer.status).toBe(502)
    expect(row).toMatchObject({ errorCode: 'upstream_truncated', certainty: 'exact', outputTokens: 9 })
  })

  test('is freed of the key that it repeats', async () => {
    const key = providerKeys['openai-chat']
    const body = JSON.stringify({ choices: [{ message: { content: `${said}${key}` } }], usage })
    const { received } = await ask('application/json', body)
    expect(hashOf(received)).toBe(hashOf(body.replace(key, '*'.repeat(key.length))))
  })

  test('that grows a thousandfold when it is decompressed is too large', async () => {
    const headers = { 'content-encoding': 'gzip' }
    const { answer, received } = await ask(
      'application/json',
      gzipSync(Buffer.alloc(60 * million, ' ')),
      {},
      {
        headers,
      },
    )
    expect([answer.status, JSON.parse(received.toString()).error.code]).toEqual([502, 'upstream_too_large'])
  })
})

describe('a streamed event of megabytes', () => {
  const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`
  const saying = (content: string, rest: object = {}) => event({ choices: [{ delta: { content } }], ...rest })
  const end = `${event({ choices: [{ delta: {}, finish_reason: 'stop' }] })}data: [DONE]\n\n`
  const stream = { stream: true, stream_options: { include_usage: true } }

  test('is passed on byte for byte, at the cost that the stream reports', async () => {
    const body = saying(' '.repeat(10 * million)) + event({ choices: [], usage }) + end
    const { received, row } = await ask('text/event-stream', body, stream)
    expect(hashOf(received)).toBe(hashOf(body))
    expect(row).toMatchObject({ certainty: 'exact', outputTokens: 9, outcome: 'completed' })
  })

  test('is read for the usage that it holds itself', async () => {
    const body = saying('x'.repeat(2 * million), { usage }) + end
    const { row } = await ask('text/event-stream', body, stream)
    expect(row).toMatchObject({ certainty: 'exact', inputTokens: 7, outputTokens: 9 })
  })

  test('is estimated by its length where nothing is reported, at no more than its request allowed', async () => {
    const body = saying('x'.repeat(3 * million)) + end
    const { received, row } = await ask('text/event-stream', body, { ...stream, max_tokens: 2000 })
    expect(hashOf(received)).toBe(hashOf(body))
    expect(row).toMatchObject({ certainty: 'estimated', outputTokens: 2000, outcome: 'completed' })
  })

  test('that is a picture counts as no text', async () => {
    const url = `data:image/png;base64,${'A'.repeat(3 * million)}`
    const body = event({ choices: [{ delta: { content: '', images: [{ image_url: { url } }] } }] }) + end
    const { row } = await ask('text/event-stream', body, { ...stream, max_tokens: 2000 })
    expect(row).toMatchObject({ certainty: 'estimated', outputTokens: 0, outcome: 'completed' })
  })

  const key = providerKeys['openai-chat']
  const escaped = '\\u0041'.repeat(500_000)

  test('is freed of the key that it repeats, in its place', async () => {
    const body = `${saying('before')}data: {"choices":[{"delta":{"content":"${escaped}${key}"}}]}\n\n`
    const { received, row } = await ask(
      'text/event-stream',
      body + saying('after') + event({ choices: [], usage }) + end,
      stream,
    )
    const freed = body.replace(key, '*'.repeat(key.length))
    expect(received.toString().startsWith(freed + saying('after'))).toBe(true)
    expect(row).toMatchObject({ certainty: 'exact', outcome: 'completed' })
  })

  test('one after another, and short ones between them, arrive in their order and freed of the key', async () => {
    const key = providerKeys['openai-chat']
    const long = (name: string) => `data: {"${name}":"${'\\u0041'.repeat(60_000)}${key}"}\n\n`
    const short = 'data: {"choices":[{"index":0,"delta":{"content":"short"}}]}\n\n'
    const body = `${long('first')}${short}${long('second')}${long('third')}${short}data: [DONE]\n\n`
    const { received, row } = await ask('text/event-stream', body, { stream: true })
    expect(hashOf(received)).toBe(hashOf(body.replaceAll(key, '*'.repeat(key.length))))
    expect(row.outcome).toBe('completed')
  })

  test('reaches its caller though its provider breaks off right behind it, and the error comes after it', async () => {
    const body = `data: {"choices":[{"delta":{"content":"${escaped}"}}]}\n\n`
    rig.upstream.script({
      answer: { headers: { 'content-type': 'text/event-stream' }, body },
      steps: [send(), die('close')],
    })
    const answer = await rig.post(path, chatBody('openai-chat', stream))
    let received = ''
    try {
      for await (const chunk of answer.body ?? []) received += Buffer.from(chunk).toString()
    } catch {} // cut, as it should be
    expect(received.slice(0, body.length)).toBe(body)
    expect(received.slice(body.length)).toContain('upstream_truncated')
    expect(await rig.rowOf(answer)).toMatchObject({ errorCode: 'upstream_truncated', certainty: 'estimated' })
  })

  test('and millions of blank lines leave as they came', async () => {
    const body = '\n'.repeat(million / 2) + saying('hello') + event({ choices: [], usage }) + end
    const { received, row } = await ask('text/event-stream', body, stream)
    expect(hashOf(received)).toBe(hashOf(body))
    expect(row).toMatchObject({ certainty: 'exact', outcome: 'completed' })
  })

  test('text without usage is counted in the end, however much of it there is', async () => {
    const body = saying('some words, ').repeat(20_000) + end
    const { received, row } = await ask('text/event-stream', body, { ...stream, max_tokens: 100_000 })
    expect(hashOf(received)).toBe(hashOf(body))
    expect(row).toMatchObject({ certainty: 'estimated', outcome: 'completed' })
    expect(row.outputTokens).toBeGreaterThan(59_000)
    expect(row.outputTokens).toBeLessThan(61_000)
  })
})
