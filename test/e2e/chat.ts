import type { GatewayUnderTest } from './fixtures.ts'

export interface Asked {
  readonly token: string
  readonly model: string
  readonly stream?: boolean
  readonly signal?: AbortSignal
}

/** One chat completion through the gateway, read to its end. Resolves to the HTTP status. */
export async function chat(
  { gatewayUrl }: Pick<GatewayUnderTest, 'gatewayUrl'>,
  { token, model, stream = false, signal }: Asked,
): Promise<number> {
  const response = await fetch(`${gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    ...(signal ? { signal } : {}),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, stream, messages: [{ role: 'user', content: 'Hello' }] }),
  })
  await response.arrayBuffer()
  return response.status
}
