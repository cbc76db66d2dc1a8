// Access tokens, which are sent in place of some kinds of keys. They are kept in memory only.
import type { Dispatcher } from 'undici'
import { isRecord, parseJson } from '../bytes/json-value.ts'
import { GatewayError } from '../errors.ts'
import { describeConnectionFailure } from '../network/connection-failure.ts'
import type { TokenGrant } from '../providers/adapter.ts'

export interface AccessTokens {
  /**
   * The token of a provider's key, which is fetched if there is none, or none that is valid for five minutes more. Rejects with
   * `provider_locked` if the token server refuses the key, else with `upstream_*`.
   */
  tokenOf(key: TokenKey, grant: (atMs: number) => TokenGrant): Promise<string>
  /** The tokens that the provider's server may still repeat. The list stays the same one until there is a new token. */
  sentTo(keyId: string): readonly string[]
  forget(keyId: string): void
}

interface TokenKey {
  readonly id: string
  /** The provider's id, for messages. */
  readonly provider: string
}

interface Token {
  readonly text: string
  readonly validUntilMs: number
}

const timeoutMs = 15_000
const bytesAtMost = 64 * 1024
const marginMs = 5 * 60_000
const longestValidMs = 24 * 3_600_000
const none: readonly string[] = []

export function openAccessTokens(dispatcher: Dispatcher, now: () => number): AccessTokens {
  const tokens = new Map<string, Token>()
  const fetching = new Map<string, Promise<Token>>()
  const sent = new Map<string, readonly string[]>()

  async function fetch(provider: string, grant: (atMs: number) => TokenGrant): Promise<Token> {
    const atMs = now()
    const { text, validMs } = await askForToken(provider, grant(atMs), dispatcher)
    return { text, validUntilMs: atMs + Math.min(validMs, longestValidMs) }
  }

  return {
    async tokenOf({ id, provider }, grant) {
      const known = tokens.get(id)
      if (known && now() < known.validUntilMs - marginMs) return known.text
      const running = fetching.get(id)
      if (running) return (await running).text
      const begun = fetch(provider, grant)
      fetching.set(id, begun)
      try {
        const token = await begun
        // The key may have been removed while its token was fetched.
        if (fetching.get(id) === begun) tokens.set(id, token)
        // Answers to requests with the token before this one may still come.
        sent.set(id, [token.text, ...(sent.get(id) ?? none).slice(0, 1)])
        return token.text
      } finally {
        if (fetching.get(id) === begun) fetching.delete(id)
      }
    },
    sentTo: keyId => sent.get(keyId) ?? none,
    forget(keyId) {
      tokens.delete(keyId)
      fetching.delete(keyId)
    },
  }
}

/** Redirects are not followed. */
async function askForToken(
  provider: string,
  { url, body }: TokenGrant,
  dispatcher: Dispatcher,
): Promise<{ readonly text: string; readonly validMs: number }> {
  const unreachable = (reason: string, cause?: unknown) =>
    new GatewayError('upstream_unreachable', { provider, reason: `its token server ${reason}` }, { cause })
  const { status, answer } = await post(url, body, dispatcher).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw unreachable(`did not answer within ${timeoutMs / 1000} seconds`)
    throw unreachable(`could not be asked, as ${describeConnectionFailure(error)}`, error)
  })
  if (status >= 400 && status < 500 && status !== 429)
    throw new GatewayError('provider_locked', {
      provider,
      reason: `its token server answered ${status}${refusalIn(answer)}`,
    })
  if (status !== 200) throw unreachable(`answered ${status}`)
  if (!isRecord(answer)) throw unreachable('did not answer with a token')
  const { access_token: text, expires_in: seconds } = answer
  // It becomes the value of a header.
  if (typeof text !== 'string' || !/^[\x21-\x7e]{1,8192}$/.test(text))
    throw unreachable('did not answer with a token')
  return { text, validMs: typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : 0 }
}

async function post(url: URL, form: string, dispatcher: Dispatcher) {
  const { statusCode, body } = await dispatcher.request({
    origin: url.origin,
    path: url.pathname,
    method: 'POST',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: form,
    signal: AbortSignal.timeout(timeoutMs),
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bytesAtMost) throw new Error('the answer is too long')
    chunks.push(chunk)
  }
  return { status: statusCode, answer: parseJson(Buffer.concat(chunks).toString('utf8')) }
}

/** What was sent may be repeated there, and is left out: https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
function refusalIn(answer: unknown): string {
  if (!isRecord(answer)) return '.'
  const said = [answer.error, answer.error_description].filter(text => typeof text === 'string')
  const safe = said.filter(text => text.length <= 200 && !/[^\x20-\x7e]|[\w.+/=-]{40}/.test(text))
  return safe.length === 0 ? '.' : `: ${safe.join(', ').replace(/\.?$/, '.')}`
}
