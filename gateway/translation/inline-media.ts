import type { BytesHolder, BytesInFlight } from '../bytes/bytes-in-flight.ts'
import type { CancelScope } from '../cancel-scope.ts'
import type { FormatCapabilities } from '../chat/capabilities.ts'
import type { Conversation, MediaSource } from '../chat/conversation.ts'
import type { Config } from '../config/schema.ts'
import { createPublicAgent, type PublicNetwork } from '../network/public-agent.ts'
import { type Fetched, type Fetching, fetchMedia, type MediaLimits } from './fetch-media.ts'
import { type RemotePart, remotePartsOf, withSources } from './remote-media.ts'

/** How what stands at addresses is fetched. */
export interface RemoteMedia {
  readonly network: PublicNetwork
  readonly limits: MediaLimits
}

export interface InlineMediaDeps {
  readonly bytesInFlight: BytesInFlight
  readonly remoteMedia: RemoteMedia
  readonly config: () => Config
}

/** An exchange, as the one for whom things are fetched. */
export interface MediaHolder extends BytesHolder {
  readonly scope: Pick<CancelScope, 'guard' | 'onCancel'>
}

/**
 * Fetches the pictures and documents that the provider has to be sent as bytes, and puts these in the place of their addresses.
 * What cannot be fetched becomes `unavailable` with the reason, or stays an address where the provider may open it itself.
 * Rejects with `overloaded`, or with the reason for which the exchange was cancelled.
 */
export async function inlineMedia(
  conversation: Conversation,
  capabilities: FormatCapabilities,
  exchange: MediaHolder,
  deps: InlineMediaDeps,
): Promise<Conversation> {
  const parts = remotePartsOf(conversation, capabilities)
  if (parts.length === 0) return conversation
  const addresses = [...new Set(parts.map(({ source }) => source.url))]
  const fetched = await fetchAll(addresses, exchange, deps)
  return withSources(conversation, capabilities, part =>
    sourceOf(part, fetched.get(part.source.url) ?? notAsked(deps), capabilities),
  )
}

function notAsked({ config, remoteMedia }: InlineMediaDeps): Fetched {
  const reason =
    config().fetchRemoteMedia === 'off'
      ? 'It has to be fetched from its address, and the setting fetchRemoteMedia is off.'
      : `Only ${remoteMedia.limits.addresses} addresses of a request are fetched.`
  return { type: 'failure', reason, mayOpenItself: true }
}

function sourceOf(part: RemotePart, fetched: Fetched, { opens }: FormatCapabilities): MediaSource {
  if (fetched.type === 'failure')
    return fetched.mayOpenItself && opens ? part.source : { type: 'unavailable', reason: fetched.reason }
  const { mediaType, base64 } = fetched
  const isPdf = mediaType === 'application/pdf'
  if (isPdf === (part.type === 'document')) return { type: 'data', mediaType, base64 }
  const reason = isPdf ? 'At its address is a PDF and no picture.' : 'At its address is a picture and no PDF.'
  return { type: 'unavailable', reason }
}

/** What stands at each address that was asked. */
async function fetchAll(
  addresses: readonly string[],
  exchange: MediaHolder,
  { bytesInFlight, remoteMedia: { network, limits }, config }: InlineMediaDeps,
): Promise<ReadonlyMap<string, Fetched>> {
  const fetched = new Map<string, Fetched>()
  if (config().fetchRemoteMedia === 'off') return fetched
  const { scope } = exchange
  const abort = new AbortController()
  const timer = setTimeout(
    scope.guard(() => abort.abort()),
    limits.timeoutMs,
  )
  scope.onCancel(reason => abort.abort(reason))
  // An agent of this request alone: nobody else uses its connections, and nothing of it stays.
  const dispatcher = createPublicAgent(network)
  const fetching: Fetching = {
    dispatcher,
    limits,
    signal: abort.signal,
    take: bytes => bytesInFlight.take(exchange, bytes),
    give: bytes => bytesInFlight.give(exchange, bytes),
    bytes: 0,
  }
  const waiting = addresses.slice(0, limits.addresses)
  const fetchInTurn = async () => {
    for (let address = waiting.shift(); address !== undefined; address = waiting.shift())
      fetched.set(address, await fetchMedia(address, fetching))
  }
  try {
    const workers = Array.from({ length: limits.atOnce }, () =>
      fetchInTurn().catch((error: unknown) => {
        abort.abort(error)
        throw error
      }),
    )
    // All of them are waited for, so that none takes memory after the request has ended.
    await Promise.allSettled(workers)
    await Promise.all(workers)
    return fetched
  } finally {
    clearTimeout(timer)
    await dispatcher.destroy()
  }
}
