// A gateway in front of Google's kind of provider, and of another one.

import type { Answer } from './fake-upstream.ts'
import { type GatewayRig, openGatewayRig } from './gateway-rig.ts'
import type { TestGatewayOptions } from './test-gateway.ts'

export const providerKey = 'AIza-provider-key-of-the-test'
export const model = 'gemini-2.5-flash'
export const contents = [{ role: 'user', parts: [{ text: 'Hello' }] }]
export const body = { contents, generationConfig: { maxOutputTokens: 100 } }

export const pathOf = (action: string, name = model) => `/v1beta/models/${name}:${action}`

export function json(value: object, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}

export function openContentRig(options: TestGatewayOptions = {}): Promise<GatewayRig> {
  return openGatewayRig({
    sandbox: true,
    ...options,
    providers: origin => [
      { id: 'google', kind: 'gemini', baseUrl: `${origin}/v1beta`, key: providerKey },
      { id: 'anth', kind: 'anthropic', baseUrl: origin, key: 'sk-provider-key-anthropic' },
    ],
  })
}
