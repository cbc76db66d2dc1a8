// A gateway in front of a fake upstream, with a provider for each format and the official clients of both formats.
import type Anthropic from '@anthropic-ai/sdk'
import type OpenAI from 'openai'
import { expect } from 'vitest'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import type { WireFormat } from '../../gateway/formats/index.ts'
import { calendarBudget } from './budgets.ts'
import { anthropicClient, openAiClient, openRawConnection, type RawConnection } from './chat-clients.ts'
import {
  type FakeUpstream,
  type FakeUpstreamOptions,
  type ReceivedRequest,
  startFakeUpstream,
} from './fake-upstream.ts'
import { rawRequest } from './raw-http.ts'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './test-gateway.ts'

export const formats = ['openai-chat', 'anthropic-messages'] as const satisfies readonly WireFormat[]
export type RigFormat = (typeof formats)[number]

export const paths = {
  'openai-chat': '/v1/chat/completions',
  'anthropic-messages': '/v1/messages',
} as const satisfies Record<RigFormat, string>

/** Models that the fake upstream lists and that have a price. */
export const models = {
  'openai-chat': 'gpt-4o-mini',
  'anthropic-messages': 'claude-haiku-4-5-20251001',
} as const satisfies Record<RigFormat, string>

/** Recorded streams that report usage at their end. */
export const streams = {
  'openai-chat': 'chat-stream-usage',
  'anthropic-messages': 'message-stream',
} as const

export const providerKeys = {
  'openai-chat': 'sk-provider-key-openai',
  'anthropic-messages': 'sk-provider-key-anthropic',
} as const satisfies Record<RigFormat, string>

export interface GatewayRig {
  readonly gateway: TestGateway
  readonly upstream: FakeUpstream
  /** The gateway's host and port, for a Host header. */
  readonly host: string
  readonly openAi: OpenAI
  readonly anthropic: Anthropic
  /** Posts a body with the client's token: text or bytes unchanged, an object as JSON. */
  post(path: string, body: string | Uint8Array | object, init?: RequestInit): Promise<Response>
  /** The same on a raw connection. Does not wait for the answer. */
  postRaw(path: string, body: object, headers?: readonly string[]): Promise<RawConnection>
  /** The model calls that have reached the provider, in order. */
  calls(): readonly ReceivedRequest[]
  /** The newest of these calls. Throws if there is none. */
  lastCall(): ReceivedRequest
  /** The log's row of an answer, once it is there. */
  rowOf(answer: Response): Promise<RequestDetail>
  /** The newest row of the log, once it has `count` rows. */
  newestRow(count: number): Promise<RequestDetail>
  /** What a budget holds and has settled, in nano-dollars. The first call sets that budget if there is none. */
  money(): Promise<{ readonly held: bigint; readonly settled: bigint }>
  [Symbol.asyncDispose](): Promise<void>
}

export type GatewayRigOptions = TestGatewayOptions & {
  readonly upstream?: FakeUpstreamOptions
  /** The providers in front of the fake upstream. By default one for each of `formats`. */
  readonly providers?: (baseUrl: string) => readonly RigProvider[]
}

type RigProvider = Parameters<TestGateway['admin']['addProvider']>[0]

const oneForEachFormat = (baseUrl: string): readonly RigProvider[] => [
  { id: 'open', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: providerKeys['openai-chat'] },
  { id: 'anth', kind: 'anthropic', baseUrl, key: providerKeys['anthropic-messages'] },
]

export async function openGatewayRig({
  upstream: upstreamOptions,
  providers = oneForEachFormat,
  ...options
}: GatewayRigOptions = {}) {
  const upstream = await startFakeUpstream(upstreamOptions)
  const gateway = await startTestGateway(options)
  for (const provider of providers(upstream.baseUrl)) await gateway.admin.addProvider(provider)
  const { gatewayUrl, token, admin } = gateway
  const calls = () => upstream.requests.filter(({ method }) => method === 'POST')
  const rig: GatewayRig = {
    gateway,
    upstream,
    host: new URL(gatewayUrl).host,
    openAi: openAiClient(gatewayUrl, token),
    anthropic: anthropicClient(gatewayUrl, token),
    post: (path, body, init) =>
      fetch(gatewayUrl + path, {
        method: 'POST',
        body:
          typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
        ...init,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init?.headers },
      }),
    async postRaw(target, body, headers = []) {
      const connection = await openRawConnection(gatewayUrl)
      const own = [`authorization: Bearer ${token}`, 'content-type: application/json', ...headers]
      connection.send(rawRequest({ target, host: rig.host, headers: own, body: JSON.stringify(body) }))
      return connection
    },
    calls,
    lastCall() {
      const call = calls().at(-1)
      if (!call) throw new Error('Nothing has reached the provider')
      return call
    },
    rowOf: answer => gateway.row(answer.headers.get('x-gatehouse-request-id') ?? ''),
    async newestRow(count) {
      await expect.poll(async () => (await admin.listRequests({ offset: 0, limit: 1 })).total).toBe(count)
      const { rows } = await admin.listRequests({ offset: 0, limit: 1 })
      return gateway.row(rows[0]?.requestId ?? '')
    },
    async money() {
      const [known] = await admin.listBudgets({})
      const { held, settled } =
        known ?? (await admin.setBudget(calendarBudget('1000000000000', { window: 'month' })))
      return { held: BigInt(held), settled: BigInt(settled) }
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await upstream.close()
    },
  }
  return rig
}

/** A short request of the format to its listed model. */
export function chatBody(format: RigFormat, extra: object = {}) {
  return { model: models[format], max_tokens: 64, messages: [{ role: 'user', content: 'Hello' }], ...extra }
}
