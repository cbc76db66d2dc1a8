// A gateway in front of one provider that speaks the format, and an official client on either side of it.
import { expect } from 'vitest'
import type { Config } from '../../gateway/config/schema.ts'
import { formats, type WireFormat } from '../../gateway/formats/index.ts'
import type { RawConnection } from '../support/chat-clients.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import type { ConformingFormat, FormatClient, RecordedAnswer } from './conforming-format.ts'

export interface FormatRig extends GatewayRig {
  readonly clients: { readonly direct: FormatClient; readonly through: FormatClient }
  /** Through the gateway. */
  connect(token: string, model?: string): FormatClient
  /** The request that the client sends, without the client. */
  ask(isStream: boolean): Promise<Response>
  askRaw(isStream: boolean): Promise<RawConnection>
  /** What the client raises. */
  failureOf(client: FormatClient, isStream: boolean): Promise<unknown>
  expectRaised(failure: unknown, error: keyof ConformingFormat['ownErrors']): void
}

export async function openFormatRig(
  format: WireFormat,
  { provider, model, ownPrice, connect, request, ownErrors }: ConformingFormat,
  overrides: Partial<Config> = {},
): Promise<FormatRig> {
  const { baseUrl } = formats[format].caller
  const rig = await openGatewayRig({
    overrides,
    providers: origin => [
      {
        id: 'only',
        kind: provider.kind,
        baseUrl: origin + provider.basePath,
        key: 'sk-provider-key-of-the-format',
      },
    ],
  })
  const { gatewayUrl, token, admin } = rig.gateway
  if (ownPrice) await admin.setPrice({ providerId: 'only', model, ...ownPrice })
  const through = (key: string, asked = model) => connect(baseUrl(gatewayUrl), key, asked)
  return {
    ...rig,
    clients: { direct: connect(baseUrl(rig.upstream.baseUrl), 'test-key', model), through: through(token) },
    connect: through,
    ask(isStream) {
      const { path, body } = request(isStream, model)
      return rig.post(path, body)
    },
    askRaw(isStream) {
      const { path, body } = request(isStream, model)
      return rig.postRaw(path, body, ['connection: close'])
    },
    async failureOf(client, isStream) {
      const asking = isStream ? client.stream().then(stream => Array.fromAsync(stream)) : client.whole()
      return await asking.then(
        () => undefined,
        failure => failure,
      )
    },
    expectRaised(failure, error) {
      expect(failure).toBeInstanceOf(ownErrors[error].raised)
      expect(failure).toMatchObject(ownErrors[error].says)
    },
  }
}

/** Where each frame of a recorded stream ends, in bytes. */
export function frameEnds(
  format: WireFormat,
  { headers, body }: Pick<RecordedAnswer['answer'], 'headers' | 'body'>,
): readonly number[] {
  const framing = formats[format].provider.framingOf(String(headers?.['content-type']), true)
  if (!framing) throw new Error(`${headers?.['content-type']} is no stream of ${format}`)
  let end = 0
  return framing()
    .push(body)
    .map(({ bytes }) => {
      end += bytes.length
      return end
    })
}
