// Takes requests from the body to the hold and the settlement, with a ledger on a real file and real prices, without a
// network.
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { Attempt } from '../../gateway/attempts/attempt.ts'
import { closeAttempt } from '../../gateway/attempts/close-attempt.ts'
import { countForTarget } from '../../gateway/attempts/count-for-target.ts'
import { type PricedRequest, reserve, toHoldRequest } from '../../gateway/attempts/reserve.ts'
import type { ReportedUsage } from '../../gateway/chat/reported-usage.ts'
import { headOf } from '../../gateway/chat/request-head.ts'
import type { ClientId, RequestId } from '../../gateway/contract/units.ts'
import type { WireFormat } from '../../gateway/formats/index.ts'
import type { Client } from '../../gateway/identity/clients.ts'
import { understand } from '../../gateway/ingress/read-request.ts'
import { openEstimates } from '../../gateway/ledger/estimates.ts'
import type { Settlement } from '../../gateway/ledger/ledger.ts'
import { createPriceBook } from '../../gateway/pricing/price-book.ts'
import type { Target } from '../../gateway/routing/choose-target.ts'
import { openEstimateRows } from '../../gateway/storage/estimates.ts'
import { openEncodings } from '../../gateway/tokens/encodings.ts'
import { openLargeBodies } from '../../gateway/tokens/large-bodies.ts'
import { openSmallBodies } from '../../gateway/tokens/small-bodies.ts'
import { newExchange, providerOf } from './attempt-rig.ts'
import { builtPlaces } from './built-program.ts'
import { usualClientCache } from './client-cache.ts'
import { openLedgerRig } from './ledger-rig.ts'

export type ReserveRig = ReturnType<typeof openReserveRig>

/** A request, and the provider to which it is sent. */
export interface Asked {
  readonly format: WireFormat
  readonly kind: string
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
  readonly baseUrl?: string
}

const client: Client = {
  id: 'cli_a' as ClientId,
  name: 'a',
  personId: null,
  teamId: null,
  onUnsupported: null,
  pausedAtMs: null,
  cache: usualClientCache,
}
const encodings = openEncodings()
const smallBodies = openSmallBodies(encodings)

export function openReserveRig() {
  const rig = openLedgerRig()
  const { time } = rig
  const now = () => time.nowMs
  const prices = createPriceBook({ find: () => undefined }, now)
  const log = pino({ level: 'silent' })
  const estimates = openEstimates({ rows: openEstimateRows(rig.db), now, log })
  const worker = builtPlaces.workerUrl('token-counter')
  const largeBodies = openLargeBodies(encodings, worker)

  async function prepare({ format, kind, body, headers = {}, baseUrl = 'https://provider.test' }: Asked) {
    const clock = { now, monotonicMs: () => time.monotonicMs }
    const exchange = newExchange({ format, headers, clock, requestId: `req_${randomUUID()}` as RequestId })
    const bytes = Buffer.from(JSON.stringify(body))
    exchange.requestBytes = bytes.length
    const request = await understand(format, headOf(exchange.request), bytes, { smallBodies, largeBodies })
    exchange.facts = request.facts
    const { model } = request.facts
    const target: Target = { provider: providerOf(kind, baseUrl), model, format, priced: true }
    exchange.target = target
    const plan = await countForTarget(request, target, {
      encodings,
      smallBodies,
      largeBodies,
      estimates,
      largeAnswers: { count: () => Promise.resolve(undefined) },
      countingAllowance: { take: () => true },
    })
    return new Attempt(exchange, plan)
  }

  const deps = () => ({ ledger: rig.ledger, prices, estimates })

  return {
    ...rig,
    estimates,
    get ledger() {
      return rig.ledger
    },
    /** What would be asked of the ledger for the request. Nothing is held. */
    async priced(asked: Asked): Promise<PricedRequest> {
      return toHoldRequest(await prepare(asked), client, deps())
    },
    /** Holds the request and marks it as sent. Rejects as `reserve` does. */
    async reserve(asked: Asked): Promise<Attempt> {
      const attempt = await prepare(asked)
      await reserve(attempt, client, deps())
      attempt.sent()
      return attempt
    },
    /** Settles the request, with this usage as the provider's report for its complete answer. */
    settle(attempt: Attempt, usage: ReportedUsage): Settlement {
      attempt.answering(200)
      attempt.usage = usage
      const settlement = closeAttempt(attempt, 'complete', { ledger: rig.ledger, estimates })
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
