// A server of pictures, and a public internet of names whose every address leads to it. What the gateway checks on its way there
// is the gateway's own.

import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { type MediaLimits, mediaLimits } from '../../gateway/translation/fetch-media.ts'
import type { RemoteMedia } from '../../gateway/translation/inline-media.ts'

export interface MediaRequest {
  readonly host: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

export type MediaAnswer = (response: ServerResponse) => void

export interface MediaServer {
  readonly origin: string
  /** In order of arrival. */
  readonly requests: readonly MediaRequest[]
  /** What connections were opened to, before they were led here. */
  readonly reached: readonly string[]
  /** How many requests were open at once at most. */
  readonly mostOpen: number
  /** By path. Everything else is not found. */
  answers: Readonly<Record<string, MediaAnswer | Buffer>>
  /** The addresses of names. Names that are not there are not known. */
  names: Readonly<Record<string, readonly string[]>>
  /** Forgets what came so far. */
  forget(): void
  remoteMedia(limits?: Partial<MediaLimits>): RemoteMedia
  [Symbol.asyncDispose](): Promise<void>
}

export async function startMediaServer(): Promise<MediaServer> {
  const requests: MediaRequest[] = []
  const reached: string[] = []
  let open = 0
  const server = createServer(({ headers, url = '' }, response) => {
    requests.push({ host: headers.host ?? '', path: url, headers })
    media.mostOpen = Math.max(media.mostOpen, ++open)
    response.once('close', () => open--)
    const answer = media.answers[url]
    if (Buffer.isBuffer(answer)) response.end(answer)
    else if (answer) answer(response)
    else response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const media = {
    origin: `http://127.0.0.1:${port}`,
    requests,
    reached,
    mostOpen: 0,
    answers: {} as MediaServer['answers'],
    names: {} as MediaServer['names'],
    forget() {
      requests.length = 0
      reached.length = 0
      media.mostOpen = 0
    },
    remoteMedia: (limits: Partial<MediaLimits> = {}): RemoteMedia => ({
      limits: { ...mediaLimits, ...limits },
      network: {
        async resolve(hostname) {
          const addresses = media.names[hostname]
          if (!addresses) throw Object.assign(new Error(hostname), { code: 'ENOTFOUND' })
          return addresses
        },
        createConnector: lookup => (options, callback) =>
          lookup(options.hostname, { all: true }, (_, found) => {
            reached.push(...(found as LookupAddress[]).map(({ address }) => address))
            // Undici writes plain HTTP to whatever socket it is given.
            const socket = connect(port, '127.0.0.1')
            socket.once('connect', () => callback(null, socket))
            socket.once('error', error => callback(error, null))
          }),
      },
    }),
    async [Symbol.asyncDispose]() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
  return media
}
