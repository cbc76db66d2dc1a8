// A publisher of a price table on a real socket. It gives what the test tells it to publish.
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
  /** Sets what to do instead of publishing, from now on. */
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

/** A copy of the built-in table in its published form, for a test to change. */
export async function publishedTable(): Promise<PublishedMaker[]> {
  return structuredClone(await waitForUpdate()) as unknown as PublishedMaker[]
}

/** One maker of the table. */
export function makerOf(table: readonly PublishedMaker[], id: string): PublishedMaker {
  const maker = table.find(one => one.id === id)
  if (!maker) throw new Error(`The table has no ${id}`)
  return maker
}

/** The prices of a model, for a test to change. If it has several, the last ones. */
export function pricesOf(table: readonly PublishedMaker[], makerId: string, id: string): PublishedPrices {
  const model = makerOf(table, makerId).models.find(one => one.id === id)
  const prices = Array.isArray(model?.prices) ? model.prices.at(-1)?.prices : model?.prices
  if (!prices) throw new Error(`The table has no ${makerId}/${id}`)
  return prices
}
