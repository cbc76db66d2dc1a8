// A gateway with a provider for each format, and a check after every bad request that everything still works.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { readInstance } from '../../gateway/lifecycle/instance-file.ts'
import { type FakeUpstream, startFakeUpstream } from './fake-upstream.ts'
import type { RigFormat } from './gateway-rig.ts'
import { type RawAnswer, type RawRequest, rawRequest, sendRaw } from './raw-http.ts'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './test-gateway.ts'

export const paths = {
  'openai-chat': '/v1/chat/completions',
  'anthropic-messages': '/v1/messages',
} as const satisfies Record<RigFormat, string>

/** The models of each format. The provider of the format lists them. */
export const models = {
  'openai-chat': 'gpt-4o-mini',
  'anthropic-messages': 'claude-sonnet-5-5',
} as const satisfies Record<RigFormat, string>

export const formats = ['openai-chat', 'anthropic-messages'] as const

export interface BadInputRig {
  readonly gateway: TestGateway
  readonly upstream: FakeUpstream
  /** The gateway's host and port, for a Host header. */
  readonly host: string
  readonly adminToken: string
  /** Makes a request with a valid token and content type, unless `headers` are given. */
  request(request: Partial<RawRequest> & { readonly target: string }): Buffer
  validBody(format: RigFormat): string
  /** Throws unless a proper request is answered in both formats, and no hold stays open. */
  expectWell(): Promise<void>
  /** How many requests have reached the provider. */
  calls(): number
  close(): Promise<void>
}

export async function openBadInputRig(options: TestGatewayOptions = {}): Promise<BadInputRig> {
  const upstream = await startFakeUpstream()
  const gateway = await startTestGateway(options)
  const baseUrl = upstream.baseUrl
  await gateway.admin.addProvider({ id: 'one', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: 'sk-test-one' })
  await gateway.admin.addProvider({ id: 'two', kind: 'anthropic', baseUrl, key: 'sk-test-two' })
  const ledger = new Database(join(gateway.homeDir, 'ledger.db'), { readonly: true })
  const openHolds = ledger.prepare<[], number>('SELECT count(*) FROM holds').pluck()
  const host = new URL(gateway.gatewayUrl).host
  const own = [`authorization: Bearer ${gateway.token}`, 'content-type: application/json']
  const rig: BadInputRig = {
    gateway,
    upstream,
    host,
    adminToken: readInstance(gateway.homeDir)?.adminToken ?? '',
    request: request => rawRequest({ host, headers: own, ...request }),
    validBody: format =>
      JSON.stringify({
        model: models[format],
        max_tokens: 16,
        messages: [{ role: 'user', content: 'hello' }],
      }),
    calls: () => upstream.requests.filter(({ method }) => method === 'POST').length,
    async expectWell() {
      for (const format of formats) {
        const bytes = rig.request({ target: paths[format], body: rig.validBody(format) })
        const { answers } = await sendRaw(gateway.gatewayUrl, bytes)
        expect(answers.map(({ status }) => status)).toEqual([200])
      }
      await expect.poll(() => openHolds.get()).toBe(0)
    },
    async close() {
      ledger.close()
      await gateway[Symbol.asyncDispose]()
      await upstream.close()
    },
  }
  return rig
}

/** Expects a refusal in the format of the caller, as its official client reads it. Returns the message. */
export function expectRefusal(answer: RawAnswer | undefined, format: RigFormat, status: number): string {
  expect(answer?.status).toBe(status)
  expect(answer?.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-gatehouse-request-id': expect.stringMatching(/^req_/),
    'x-gatehouse-route': expect.any(String),
  })
  const body = JSON.parse(answer?.body.toString() ?? '')
  const message = {
    message: expect.stringMatching(/./),
    type: expect.stringMatching(/_error$|^request_too_large$/),
  }
  if (format === 'openai-chat') {
    expect(body).toEqual({ error: { ...message, param: null, code: expect.any(String) } })
  } else {
    expect(body).toEqual({
      type: 'error',
      error: message,
      request_id: answer?.headers['x-gatehouse-request-id'],
    })
  }
  return body.error.message
}

/** Expects a refusal of a request whose route is not known yet. It is plain JSON. */
export function expectParseRefusal(answer: RawAnswer | undefined, status: number, code: string): void {
  expect(answer?.status).toBe(status)
  expect(answer?.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    connection: 'close',
    'x-gatehouse-request-id': expect.stringMatching(/^req_/),
  })
  expect(JSON.parse(answer?.body.toString() ?? '')).toEqual({
    error: { code, message: expect.stringMatching(/./) },
  })
}
