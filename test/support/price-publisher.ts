// Where a price table is published, on a real socket: it gives what a test has it publish.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { waitForUpdate } from '@pydantic/genai-prices'

type PublishedPrices = Record<string, unknown>

export interface PublishedModel {
  id: string
  match: unknown
  prices: PublishedPrices | { constraint?: unknown; prices: PublishedPrices }[]
}

export interface PublishedMaker {
  id: string
  api_pattern: string
  models: PublishedModel[]
}

export interface PricePublisher extends AsyncDisposable {
  readonly url: string
  /** How often it was asked. */
  readonly asked: number
  publish(makers: unknown): void
  /** From now on: what is done instead of publishing. */
  answer(respond: (response: ServerResponse) => void): void
}

export async function startPricePublisher(): Promise<PricePublisher> {
  let asked = 0
  let respond = (response: ServerResponse): void => void response.end('[]')
  const server = createServer((_, response) => {
    asked++
    respond(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/data.json`,
    get asked() {
      return asked
    },
    publish(makers) {
      const text = JSON.stringify(makers)
      respond = response => void response.writeHead(200, { 'content-type': 'text/plain' }).end(text)
    },
    answer(instead) {
      respond = instead
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The built-in table as it was published, for a test to change. */
export async function publishedTable(): Promise<PublishedMaker[]> {
  return structuredClone(await waitForUpdate()) as unknown as PublishedMaker[]
}

/** One of its makers. */
export function makerOf(table: readonly PublishedMaker[], id: string): PublishedMaker {
  const maker = table.find(one => one.id === id)
  if (!maker) throw new Error(`The table has no ${id}`)
  return maker
}

/** What a model costs, to be changed; the price that holds last where it has several. */
export function pricesOf(table: readonly PublishedMaker[], makerId: string, id: string): PublishedPrices {
  const model = makerOf(table, makerId).models.find(one => one.id === id)
  const prices = Array.isArray(model?.prices) ? model.prices.at(-1)?.prices : model?.prices
  if (!prices) throw new Error(`The table has no ${makerId}/${id}`)
  return prices
}
