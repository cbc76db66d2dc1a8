import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  always,
  type ChaosUpstream,
  inOrder,
  page,
  startChaosUpstream,
  storms,
  type UpstreamFault,
} from '../../support/chaos-upstream.ts'
import { requestOf, upstreams, type Wire } from '../../support/translation-rig.ts'

const wires = Object.keys(upstreams) as readonly Wire[]

let upstream: ChaosUpstream

beforeEach(async () => {
  upstream = await startChaosUpstream()
})
afterEach(() => upstream[Symbol.asyncDispose]())

interface Received {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly text: string
  /** Undefined if HTTP says that the answer is complete. */
  readonly error: string | undefined
}

/** Asks with a plain client, which leaves after the first bytes of an answer if it is told to. */
function ask(wire: Wire, stream: boolean, leavesAfter = Number.POSITIVE_INFINITY): Promise<Received> {
  const { path, request } = requestOf(wire, upstreams[wire].model, {}, stream)
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    const over = (answer: IncomingMessage | undefined, error?: string) =>
      resolve({
        status: answer?.statusCode,
        headers: answer?.headers ?? {},
        text: Buffer.concat(chunks).toString(),
        error,
      })
    const call = httpRequest(upstream.origin + path, { method: 'POST' }, answer => {
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (Buffer.concat(chunks).length >= leavesAfter) call.destroy()
      })
      answer.once('end', () => over(answer))
      answer.once('error', (error: NodeJS.ErrnoException) => over(answer, error.code))
    })
    call.once('error', (error: NodeJS.ErrnoException) => over(undefined, error.code))
    call.end(JSON.stringify(request))
    if (leavesAfter === 0)
      void expect
        .poll(() => upstream.calls()[0]?.body.length)
        .toBeGreaterThan(0)
        .then(() => call.destroy())
  })
}

describe.each(wires)('%s', wire => {
  test.each([true, false])('is answered properly and billed (stream: %s)', async stream => {
    const { status, text, error } = await ask(wire, stream)
    expect({ status, error }).toEqual({ status: 200, error: undefined })
    expect(text).toMatch(/Grüße.* aus.* Zürich/s)
    expect(upstream.bill()).toMatchObject([{ inputTokens: 20, outputTokens: 10 }])
    await expect.poll(() => upstream.openSockets()).toBe(0)
  })

  test('is refused in its own format, with the wait', async () => {
    upstream.schedule(always({ type: 'status', status: 429, retryAfterSeconds: 7 }))
    const { status, headers, text } = await ask(wire, true)
    expect(status).toBe(429)
    expect(headers['retry-after']).toBe('7')
    expect(text).toBe(String(upstreams[wire].failure(429, 'The provider is having a bad day.').body))
    expect(upstream.bill()).toEqual([])
  })

  test('breaks off where it is told to', async () => {
    const lengths: number[] = []
    for (const when of ['after-headers', 'after-content', 'within-character', 'before-end'] as const) {
      upstream.schedule(always({ type: 'close', when }))
      const { status, text, error } = await ask(wire, true)
      expect({ status, error }).toEqual({ status: 200, error: 'ECONNRESET' })
      lengths.push(Buffer.byteLength(text))
      expect(text.includes('Grüße')).toBe(when !== 'after-headers')
      // What is not a whole character is read as the replacement character.
      expect(text.endsWith(' Z\ufffd')).toBe(when === 'within-character')
    }
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b))
    upstream.schedule(always({ type: 'end', when: 'before-end' }))
    const ended = await ask(wire, true)
    expect(ended.error).toBeUndefined()
    expect(Buffer.byteLength(ended.text)).toBe(lengths.at(-1))
    await expect.poll(() => upstream.openSockets()).toBe(0)
  })

  test('says its error within a stream, and what is no JSON', async () => {
    upstream.schedule(
      inOrder({ type: 'error-event', when: 'after-content' }, { type: 'malformed', when: 'after-content' }),
    )
    const failed = await ask(wire, true)
    expect(failed.text).toContain('Grüße')
    expect(failed.text).not.toContain('Zürich')
    expect(failed.text).toContain('The provider is overloaded.')
    const malformed = await ask(wire, true)
    expect(malformed.text).toMatch(/Grüße.*\{"half": \n.*Zürich/s)
  })
})

test.each<readonly [UpstreamFault, string | undefined]>([
  [{ type: 'reset', when: 'on-connect' }, 'ECONNRESET'],
  [{ type: 'reset', when: 'before-headers' }, 'ECONNRESET'],
  [{ type: 'close', when: 'before-headers' }, 'ECONNRESET'],
])('nothing comes before %j', async (fault, code) => {
  upstream.schedule(always(fault))
  expect(await ask('chat', false)).toMatchObject({ status: undefined, error: code })
  await expect.poll(() => upstream.openSockets()).toBe(0)
  expect(upstream.calls()).toHaveLength(fault.type === 'reset' && fault.when === 'on-connect' ? 0 : 1)
})

test.each<readonly [UpstreamFault, number]>([
  [{ type: 'stall', when: 'before-headers' }, 0],
  [{ type: 'slow-loris', part: 'head', everyMs: 1 }, 0],
  [{ type: 'stall', when: 'after-content' }, 50],
  [{ type: 'slow-loris', part: 'pings', everyMs: 1 }, 5],
])('ends only when its caller leaves: %j', async (fault, leavesAfter) => {
  upstream.schedule(always(fault))
  const { error } = await ask('messages', true, leavesAfter)
  expect(error).toBe('ECONNRESET')
  await expect.poll(() => upstream.openSockets()).toBe(0)
  await expect.poll(() => upstream.calls()[0]?.abortedAtMs).toBeDefined()
})

test('sends a page, or the proper bytes under another type', async () => {
  upstream.schedule(
    inOrder(
      { type: 'content-type', contentType: 'text/html', body: 'page' },
      { type: 'content-type', contentType: 'text/plain', body: 'own' },
      { type: 'status', status: 502, body: 'page' },
      { type: 'status', status: 503, body: 'nothing' },
    ),
  )
  expect(await ask('chat', true)).toMatchObject({ status: 200, text: page })
  const plain = await ask('chat', true)
  expect(plain.headers['content-type']).toBe('text/plain')
  expect(plain.text).toContain('data: [DONE]')
  expect(await ask('chat', true)).toMatchObject({ status: 502, text: page })
  expect(await ask('chat', true)).toMatchObject({ status: 503, text: '' })
})

test('the first calls fail as they are told to, and the next ones are answered', async () => {
  upstream.schedule(inOrder({ type: 'status', status: 503 }, { type: 'reset', when: 'on-connect' }))
  const statuses = [await ask('chat', true), await ask('chat', true), await ask('chat', true)].map(
    ({ status }) => status,
  )
  expect(statuses).toEqual([503, undefined, 200])
})

test('a storm is the same each time, and over after its calls', async () => {
  const statusesOf = async (seed: number) => {
    upstream.schedule(storms({ fault: { type: 'status', status: 500 }, length: 10, share: 60, seed }))
    const statuses: (number | undefined)[] = []
    for (let call = 1; call <= 20; call += 1) statuses.push((await ask('ollama', false)).status)
    return statuses
  }
  const first = await statusesOf(4)
  expect(await statusesOf(4)).toEqual(first)
  expect(new Set(first.slice(0, 10))).toEqual(new Set([200, 500]))
  expect(new Set(first.slice(10))).toEqual(new Set([200]))
})
