import type { Dispatcher } from 'undici'
import { GatewayError } from '../errors.ts'
import { describeConnectionFailure } from '../network/connection-failure.ts'
import { readTableData, type TableData, TableDataError } from './table-data.ts'

/** Where the table's publisher keeps its current data. The package would fetch its own updates from this address. */
export const publishedTableUrl =
  'https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json'

export interface FetchedTable {
  readonly text: string
  readonly data: TableData
}

const timeoutMs = 30_000
const bytesAtMost = 8 * 1024 * 1024

/**
 * Fetches and checks the data that is published now. Redirects are not followed. Rejects with `price_table_unreachable` or
 * `price_table_invalid`.
 */
export async function fetchTable(dispatcher: Dispatcher, url: string): Promise<FetchedTable> {
  const text = await readText(dispatcher, new URL(url))
  try {
    return { text, data: await readTableData(JSON.parse(text)) }
  } catch (error) {
    const reason = error instanceof TableDataError ? error.message : 'it is not JSON'
    throw new GatewayError('price_table_invalid', { reason }, { cause: error })
  }
}

async function readText(dispatcher: Dispatcher, url: URL): Promise<string> {
  if (!isTrusted(url)) throw unreachable('its address must start with https://')
  try {
    const { statusCode, body } = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'GET',
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
      signal: AbortSignal.timeout(timeoutMs),
    })
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > bytesAtMost) throw unreachable(`it is larger than ${bytesAtMost / 1024 / 1024} MiB`)
      chunks.push(chunk)
    }
    if (statusCode !== 200) throw unreachable(`${url.host} answered ${statusCode}`)
    return Buffer.concat(chunks).toString('utf8')
  } catch (error) {
    if (error instanceof GatewayError) throw error
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    const reason = timedOut
      ? `${url.host} did not answer within ${timeoutMs / 1000} seconds`
      : describeConnectionFailure(error)
    throw unreachable(reason, error)
  }
}

/** https is required, except for a mirror on this machine. */
function isTrusted({ protocol, hostname }: URL): boolean {
  return (
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
  )
}

function unreachable(reason: string, cause?: unknown): GatewayError {
  return new GatewayError('price_table_unreachable', { reason }, { cause })
}
