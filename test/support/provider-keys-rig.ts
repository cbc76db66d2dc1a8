// A gateway with a provider that has the first of three keys, and may be given the others. What the provider answers depends on
// the key that it is sent.
import type { ProviderView } from '../../gateway/contract/providers.ts'
import type { Behaviour } from './fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from './gateway-rig.ts'

export const keys = {
  first: 'sk-the-first-key-of-the-provider',
  second: 'sk-the-second-key-of-the-provider',
  third: 'sk-the-third-key-of-the-provider',
} as const

type Refusals = Readonly<Record<string, Behaviour>>

export interface ProviderKeysRig extends GatewayRig {
  /** Sets how the provider answers requests with these keys. All others are answered well. */
  refuse(refusals: Refusals): void
  addKey(name: string, key: string, quotaGroup?: string): Promise<ProviderView>
  removeKey(name: string): Promise<ProviderView>
  /** The keys that the provider was asked with, in order. */
  keysSent(): readonly string[]
  ask(extra?: object): Promise<Response>
}

export async function openProviderKeysRig(): Promise<ProviderKeysRig> {
  const scripted: { refusals: Refusals } = { refusals: {} }
  const gatewayRig = await openGatewayRig({
    upstream: { behaviour: ({ authorization }) => scripted.refusals[bearerOf(authorization)] ?? {} },
    providers: baseUrl => [{ id: 'open', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: keys.first }],
  })
  const { admin } = gatewayRig.gateway
  // Lists of models are fetched with whatever key.
  gatewayRig.upstream.scriptModels({})
  return {
    ...gatewayRig,
    refuse(refusals) {
      scripted.refusals = refusals
    },
    addKey(name, key, quotaGroup) {
      const group = quotaGroup === undefined ? {} : { quotaGroup }
      return admin.addProviderKey({ providerId: 'open', name, key, ...group })
    },
    removeKey: name => admin.removeProviderKey({ providerId: 'open', name }),
    keysSent: () => gatewayRig.calls().map(({ headers }) => bearerOf(headers.authorization)),
    ask: extra => gatewayRig.post(paths['openai-chat'], chatBody('openai-chat', extra)),
  }
}

export function bearerOf(authorization: string | undefined): string {
  return (authorization ?? '').slice('Bearer '.length)
}

export function refusal(status: number, message = `No: ${status}`): Behaviour {
  const headers = { 'content-type': 'application/json' }
  return { answer: { status, headers, body: JSON.stringify({ error: { message } }) } }
}
