// Fetches one picture or document from the address that a caller gave. Nothing of the caller goes with the question.
import type { Dispatcher } from 'undici'
import { mediaTypeOfBytes } from '../bytes/media-type.ts'
import { GatewayError } from '../errors.ts'
import { describeConnectionFailure } from '../network/connection-failure.ts'
import { AddressRefused } from '../network/public-agent.ts'

export interface MediaLimits {
  /** The most addresses of one request that are asked. */
  readonly addresses: number
  readonly bytesEach: number
  readonly bytesAll: number
  readonly atOnce: number
  readonly redirects: number
  /** For all of a request's addresses together. */
  readonly timeoutMs: number
}

export const mediaLimits: MediaLimits = {
  addresses: 20,
  bytesEach: 20 * 1024 * 1024,
  bytesAll: 32 * 1024 * 1024,
  atOnce: 4,
  redirects: 3,
  timeoutMs: 10_000,
}

export type Fetched =
  | { readonly type: 'media'; readonly mediaType: string; readonly base64: string }
  /** `mayOpenItself`: it is there, and a provider that opens addresses may take it as it is. */
  | { readonly type: 'failure'; readonly reason: string; readonly mayOpenItself: boolean }

/** What all fetches of one request share. */
export interface Fetching {
  readonly dispatcher: Dispatcher
  readonly limits: MediaLimits
  readonly signal: AbortSignal
  /** Resolves when there is room in memory. Rejects with GatewayError. */
  readonly take: (bytes: number) => Promise<void> | undefined
  readonly give: (bytes: number) => void
  /** The bytes of all that is fetched so far. */
  bytes: number
}

class MediaFailure extends Error {
  readonly mayOpenItself: boolean

  constructor(reason: string, mayOpenItself = false) {
    super(reason)
    this.mayOpenItself = mayOpenItself
  }
}

const taken: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
])

/** Rejects only with GatewayError `overloaded`, or with the reason for which the exchange was cancelled. */
export async function fetchMedia(address: string, fetching: Fetching): Promise<Fetched> {
  const host = hostOf(address)
  try {
    const bytes = await readBytes(await open(address, fetching), fetching)
    const mediaType = mediaTypeOfBytes(bytes)
    if (mediaType === undefined || !taken.has(mediaType)) {
      leave(bytes.length, fetching)
      throw new MediaFailure('what is there is no PNG, JPEG, GIF or WebP picture and no PDF', true)
    }
    return { type: 'media', mediaType, base64: bytes.toString('base64') }
  } catch (error) {
    if (error instanceof GatewayError) throw error
    if (fetching.signal.reason instanceof GatewayError) throw fetching.signal.reason
    const mayOpenItself = error instanceof MediaFailure && error.mayOpenItself
    const reason = `It could not be fetched from ${host}: ${describe(error, fetching)}.`
    return { type: 'failure', reason, mayOpenItself }
  }
}

function describe(error: unknown, { signal, limits }: Fetching): string {
  if (error instanceof MediaFailure) return error.message
  if (error instanceof AddressRefused) return 'it is not on the public internet'
  if (signal.aborted) return `it took longer than ${limits.timeoutMs / 1000} seconds`
  return describeConnectionFailure(error)
}

function hostOf(address: string): string {
  const isLikely = address.length <= addressAtMost && URL.canParse(address)
  const host = isLikely ? new URL(address).hostname.slice(0, 100) : ''
  return host === '' ? 'its address' : host
}

/** Every redirect leads to an address that is checked like the first one. */
async function open(address: string, { dispatcher, limits, signal }: Fetching) {
  let url = checked(address)
  for (let redirects = 0; ; redirects++) {
    const { statusCode, headers, body } = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'GET',
      headers: {
        accept: 'image/png, image/jpeg, image/gif, image/webp, application/pdf',
        'accept-encoding': 'identity',
        'user-agent': 'Gatehouse',
      },
      signal,
    })
    if (statusCode === 200) return { body, declaredBytes: Number(headers['content-length'] ?? 0) }
    abandon(body)
    if (![301, 302, 303, 307, 308].includes(statusCode) || typeof headers.location !== 'string')
      throw new MediaFailure(`the server answered ${statusCode}`)
    if (redirects === limits.redirects)
      throw new MediaFailure(`it is redirected more than ${limits.redirects} times`)
    url = checked(headers.location, url.href)
  }
}

/** The most characters of an address. Longer ones are texts that were meant to be something else. */
const addressAtMost = 8192

function checked(address: string, base?: string): URL {
  if (address.length > addressAtMost || !URL.canParse(address, base))
    throw new MediaFailure('its address is no URL')
  const url = new URL(address, base)
  if (url.protocol !== 'https:') throw new MediaFailure('only addresses that begin with https: are fetched')
  if (url.username !== '' || url.password !== '')
    throw new MediaFailure('addresses with a name or a password in them are not fetched')
  return url
}

type Body = Dispatcher.ResponseData['body']

async function readBytes(
  { body, declaredBytes }: { readonly body: Body; readonly declaredBytes: number },
  fetching: Fetching,
): Promise<Buffer> {
  const { limits } = fetching
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    if (declaredBytes > limits.bytesEach) throw tooLarge(limits.bytesEach)
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (bytes + chunk.length > limits.bytesEach) throw tooLarge(limits.bytesEach)
      if (fetching.bytes + chunk.length > limits.bytesAll)
        throw new MediaFailure(`with the others it is larger than ${megabytes(limits.bytesAll)}`, true)
      const room = fetching.take(chunk.length)
      if (room) await room
      bytes += chunk.length
      fetching.bytes += chunk.length
      chunks.push(chunk)
    }
    return Buffer.concat(chunks, bytes)
  } catch (error) {
    abandon(body)
    leave(bytes, fetching)
    throw error
  }
}

function leave(bytes: number, fetching: Fetching): void {
  fetching.bytes -= bytes
  fetching.give(bytes)
}

function tooLarge(bytes: number): MediaFailure {
  return new MediaFailure(`it is larger than ${megabytes(bytes)}`, true)
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / (1024 * 1024))} MiB`
}

/** The rest is not read. Its connection is closed. */
function abandon(body: Body): void {
  body.on('error', () => {}).destroy()
}
