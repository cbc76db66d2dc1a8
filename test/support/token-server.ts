// A token server on a real socket, which checks the statements that service accounts sign.
import { generateKeyPairSync, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Agent, type Dispatcher } from 'undici'

export const tokenOrigin = 'https://oauth2.googleapis.com'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

/** As the console gives it, with line ends and members that nobody needs. */
export const serviceAccount = {
  type: 'service_account',
  project_id: 'our-project',
  private_key_id: '0123456789abcdef',
  private_key: privateKey,
  client_email: 'gatehouse@our-project.iam.gserviceaccount.com',
  client_id: '1234567890',
  token_uri: `${tokenOrigin}/token`,
  universe_domain: 'googleapis.com',
}

export interface TokenServer {
  /** The claims of each statement whose signature was good, in order. */
  readonly granted: readonly { readonly iss: string; readonly iat: number; readonly exp: number }[]
  /** Answers all further requests with this instead of a token. */
  answerWith(status: number, body: string): void
  /** Leads what is meant for the token server here. What goes to any other place than this machine fails. */
  readonly dispatcher: Dispatcher
  close(): Promise<void>
}

export const tokenNumber = (number: number) => `ya29.a0-token-number-${number}-of-the-service-account`

export async function startTokenServer(): Promise<TokenServer> {
  const granted: TokenServer['granted'][number][] = []
  let scripted: { status: number; body: string } | undefined
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request))
    const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.')
    const isSigned =
      request.url === '/token' &&
      form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
      verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))
    if (isSigned) granted.push(JSON.parse(Buffer.from(claims, 'base64url').toString()))
    const { status, body } = scripted ?? {
      status: isSigned ? 200 : 400,
      body: JSON.stringify({
        access_token: tokenNumber(granted.length),
        expires_in: 3600,
        token_type: 'Bearer',
      }),
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const agent = new Agent()
  return {
    granted,
    answerWith(status, body) {
      scripted = { status, body }
    },
    dispatcher: agent.compose(dispatch => (options, handler) => {
      const origin = String(options.origin)
      if (origin === tokenOrigin) return dispatch({ ...options, origin: here }, handler)
      if (new URL(origin).hostname !== '127.0.0.1') throw new Error(`Nobody may ask ${origin}`)
      return dispatch(options, handler)
    }),
    async close() {
      await agent.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}
