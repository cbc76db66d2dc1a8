// A gateway whose prices are published by a test, at an instant that the test sets.
import { onTestFinished } from 'vitest'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import type { GatewayDeps } from '../../gateway/gateway-deps.ts'
import { tableRelease } from '../../gateway/pricing/price-table.ts'
import { openAiClient } from './chat-clients.ts'
import { startFakeUpstream } from './fake-upstream.ts'
import { publishedTable, startPricePublisher } from './price-publisher.ts'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './test-gateway.ts'

export const builtIn = `genai-prices ${tableRelease.version}`
/** The name of the table that is fetched at the rig's first instant. */
export const fetched = 'genai-prices data 2026-11-27'

/** Everything is closed when the test ends. */
export async function openPriceRig() {
  const upstream = await startFakeUpstream()
  const publisher = await startPricePublisher()
  const table = await publishedTable()
  publisher.publish(table)
  onTestFinished(async () => {
    await upstream.close()
    await publisher[Symbol.asyncDispose]()
  })
  const clock = { nowMs: Date.parse('2026-11-27T12:00:00Z') }

  async function start(
    options: TestGatewayOptions = {},
    deps: Partial<GatewayDeps> = {},
  ): Promise<TestGateway> {
    const gateway = await startTestGateway({
      now: () => clock.nowMs,
      ...options,
      deps: { priceTableUrl: publisher.url, ...deps },
    })
    onTestFinished(() => gateway[Symbol.asyncDispose]())
    return gateway
  }

  return {
    upstream,
    publisher,
    /** The table for the test to change. `publisher.publish(table)` publishes the changes. */
    table,
    clock,
    start,
    async startWithProvider(options: TestGatewayOptions = {}): Promise<TestGateway> {
      const gateway = await start(options)
      const baseUrl = `${upstream.baseUrl}/v1`
      await gateway.admin.addProvider({ id: 'up', kind: 'openai', baseUrl, key: 'sk-up' })
      return gateway
    },
  }
}

/** Sends one request and gives its row of the log. */
export async function askModel(gateway: TestGateway, model: string): Promise<RequestDetail> {
  const client = openAiClient(gateway.gatewayUrl, gateway.token)
  const messages = [{ role: 'user' as const, content: 'hi' }]
  const { response } = await client.chat.completions.create({ model, messages }).withResponse()
  return gateway.row(response.headers.get('x-gatehouse-request-id') ?? '')
}
