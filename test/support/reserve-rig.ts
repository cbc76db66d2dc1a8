// Requests on their way from the body to the hold and the settlement: a ledger on a real file, real prices, no network.
import { randomUUID } from 'node:crypto'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { pino } from 'pino'
import { type PricedRequest, reserve, toHoldRequest } from '../../gateway/attempts/reserve.ts'
import { settle } from '../../gateway/attempts/settle.ts'
import type { Provider } from '../../gateway/catalog/provider-registry.ts'
import type { ReportedUsage } from '../../gateway/chat/reported-usage.ts'
import { headOf } from '../../gateway/chat/request-head.ts'
import type { ClientId, RequestId } from '../../gateway/contract/units.ts'
import { Exchange } from '../../gateway/exchange.ts'
import type { WireFormat } from '../../gateway/formats/index.ts'
import { protocolOf } from '../../gateway/formats/index.ts'
import type { Client } from '../../gateway/identity/clients.ts'
import { decode } from '../../gateway/ingress/decode.ts'
import { openEstimates } from '../../gateway/ledger/estimates.ts'
import type { Settlement } from '../../gateway/ledger/ledger.ts'
import { createPriceBook } from '../../gateway/pricing/price-book.ts'
import { adapterOf } from '../../gateway/providers/index.ts'
import type { Target } from '../../gateway/routing/choose-target.ts'
import { openEstimateRows } from '../../gateway/storage/estimates.ts'
import { openEncodings } from '../../gateway/tokens/encodings.ts'
import { openLargeBodies } from '../../gateway/tokens/large-bodies.ts'
import { openSmallBodies } from '../../gateway/tokens/small-bodies.ts'
import { openLedgerRig } from './ledger-rig.ts'

export type ReserveRig = ReturnType<typeof openReserveRig>

/** Which provider a model is asked of. */
export interface Asked {
  readonly format: WireFormat
  readonly kind: string
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
  readonly baseUrl?: string
}

const client: Client = { id: 'cli_a' as ClientId, name: 'a', personId: null, teamId: null }
const encodings = openEncodings()
const smallBodies = openSmallBodies(encodings, protocolOf)

export function openReserveRig() {
  const rig = openLedgerRig()
  const { time } = rig
  const now = () => time.nowMs
  const prices = createPriceBook({ find: () => undefined }, now)
  const log = pino({ level: 'silent' })
  const estimates = openEstimates({ rows: openEstimateRows(rig.db), now, log })
  const worker = new URL('../../gateway/workers/token-counter.ts', import.meta.url)
  const largeBodies = openLargeBodies(encodings, worker)

  async function prepare({ format, kind, body, headers = {}, baseUrl = 'https://provider.test' }: Asked) {
    const request = new IncomingMessage(new Socket())
    Object.assign(request.headers, headers)
    const requestId = `req_${randomUUID()}` as RequestId
    const inbound = { requestId, protocol: protocolOf(format), request, reply: new ServerResponse(request) }
    const exchange = new Exchange(inbound, { now, monotonicMs: () => time.monotonicMs }, log)
    const bytes = Buffer.from(JSON.stringify(body))
    exchange.requestBytes = bytes.length
    const decoded = await decode(bytes, headOf(request), format, {
      encodings,
      smallBodies,
      largeBodies,
      estimates,
    })
    exchange.facts = decoded.facts
    exchange.inputTokens = decoded.inputTokens
    exchange.counted = decoded.counted
    const { model } = decoded.facts
    const target: Target = { provider: providerOf(kind, baseUrl), providerId: kind, model, priced: true }
    exchange.target = target
    return { exchange, decoded, target }
  }

  const deps = () => ({ ledger: rig.ledger, prices, estimates })

  return {
    ...rig,
    estimates,
    get ledger() {
      return rig.ledger
    },
    /** What is asked of the ledger for it; nothing is held. */
    async priced(asked: Asked): Promise<PricedRequest> {
      const { exchange, decoded, target } = await prepare(asked)
      return toHoldRequest(exchange, client, decoded, target, deps())
    },
    /** Holds, and is sent. Rejects as `reserve` does. */
    async reserve(asked: Asked): Promise<Exchange> {
      const { exchange, decoded, target } = await prepare(asked)
      await reserve(exchange, client, decoded, target, deps())
      exchange.marks.sentMs = 1
      return exchange
    },
    /** What the provider reports is its whole answer. */
    settle(exchange: Exchange, usage: ReportedUsage): Settlement {
      exchange.upstreamStatus = 200
      exchange.usage = usage
      const settlement = settle(exchange, { ledger: rig.ledger, estimates })
      if (!settlement) throw new Error('Nothing was held')
      return settlement
    },
    async close(): Promise<void> {
      estimates.close()
      await largeBodies.close()
      rig.close()
    },
  }
}

function providerOf(kind: string, baseUrl: string): Provider {
  const adapter = adapterOf(kind)
  if (!adapter) throw new Error(`There is no kind of provider named ${kind}`)
  const record = { id: kind, kind, baseUrl, addedAtMs: 0, modelsFetchedAtMs: null, modelsError: null }
  return { record, adapter, models: [], listed: new Set(), endpoints: {} }
}
