import type { Dispatcher } from 'undici'
import { parseJson } from '../bytes/json-value.ts'

export interface ServerQuestion {
  readonly url: URL
  /** Posted as JSON. Undefined for GET. */
  readonly body?: object
  readonly headers: Readonly<Record<string, string>>
}

/** Parsing much more would keep everything else waiting. A list of 500 models has some 300 KiB. */
const answerBytes = 2 * 1024 * 1024
const answerMs = 3000

/**
 * Asks a server of one's own. Undefined if it does not answer with status 200 and JSON of at most 2 MiB. Redirects are not
 * followed. Rejects if it cannot be reached or does not answer within three seconds.
 */
export async function askServer(
  dispatcher: Dispatcher,
  { url, body, headers }: ServerQuestion,
  stop: AbortSignal,
): Promise<unknown> {
  const { statusCode, body: answer } = await dispatcher.request({
    origin: url.origin,
    path: url.pathname,
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.any([stop, AbortSignal.timeout(answerMs)]),
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > answerBytes) return undefined // leaving the loop closes the connection
    chunks.push(chunk)
  }
  return statusCode === 200 ? parseJson(Buffer.concat(chunks).toString('utf8')) : undefined
}
