import { attributionOf } from '../attempts/attribution.ts'
import type { Pursuit } from '../attempts/pursuit.ts'
import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import type { Found, LookedUp } from '../cache/look-up.ts'
import { replay } from '../cache/replay.ts'
import type { Config } from '../config/schema.ts'
import type { CacheTrace } from '../contract/answer-cache.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Target } from '../routing/choose-target.ts'
import { endStream, endWhole, stateOf } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'

export interface HitDeps {
  readonly ledger: Pick<Ledger, 'countRequest'>
  readonly bytesInFlight: Pick<BytesInFlight, 'give'>
  readonly config: () => Pick<Config, 'slowReaderTimeoutMs'>
}

/**
 * Gives a stored answer to the caller, as a stream or whole, whatever it came in as. Resolves with false if it cannot be told
 * in the way that is asked for. Rejects with `budget_*` if a limit of requests refuses, or with the reason for which the
 * exchange was cancelled.
 */
export async function respondHit(
  pursuit: Pursuit,
  { found, trace }: LookedUp & { readonly found: Found },
  deps: HitDeps,
): Promise<boolean> {
  const { exchange, request } = pursuit
  const { answer } = found
  const { stream, usageEdits } = request.facts
  const wish = { wantsStream: stream, wantsUsage: usageEdits.length === 0 }
  const replayed = await replay(answer, exchange.format, wish)
  if (!replayed) return false
  exchange.target = targetOf(pursuit, found)
  countRequest(pursuit, exchange.target, deps)
  pursuit.freeBody(deps.bytesInFlight)
  exchange.cache = { ...trace, outcome: found.kind, ...savedBy(found, exchange) }
  await send(exchange, replayed, deps)
  return true
}

/** Counts the request in limits of requests. Nobody is asked for an answer, so budgets in money and tokens are not asked either. */
export function countRequest(
  { client, exchange }: Pursuit,
  target: Target,
  { ledger }: Pick<HitDeps, 'ledger'>,
): void {
  const attribution = attributionOf(exchange.request.headers, client, target)
  const asking = { ...attribution, requestId: exchange.requestId, attempt: 1 }
  const passed = ledger.countRequest(asking, touched => exchange.noteBudgets(touched))
  // The request's end gives its place back.
  exchange.mayGoOn = true
  if (passed.length > 0) exchange.passedBudgets = passed
}

/** The target that gave the answer, if the request could still be sent there. */
function targetOf({ plan }: Pursuit, { answer: { model, providerId } }: Found): Target {
  const targets = plan.candidates.map(({ target }) => target)
  const target =
    targets.find(({ model: each, provider }) => provider.record.id === providerId && each === model) ??
    targets[0]
  if (!target) throw new GatewayError('internal')
  return target
}

function savedBy(
  { answer, similarity }: Found,
  exchange: Exchange,
): Pick<CacheTrace, 'ageMs' | 'entryId' | 'savedMs' | 'savedNanoUsd' | 'similarity'> {
  const { costNanoUsd, createdAtMs, durationMs, entryId } = answer
  return {
    entryId,
    ageMs: Math.max(0, exchange.startedAtMs - createdAtMs),
    savedMs: Math.max(0, Math.round(durationMs - exchange.elapsedMs())),
    ...(similarity !== undefined && { similarity }),
    ...(costNanoUsd !== undefined && { savedNanoUsd: String(costNanoUsd) }),
  }
}

async function send(
  exchange: Exchange,
  { bytes, contentType }: { readonly bytes: Uint8Array; readonly contentType: string },
  { config }: HitDeps,
): Promise<void> {
  const { reply, scope } = exchange
  const { slowReaderTimeoutMs } = config()
  if (scope.reason) throw scope.reason
  exchange.responseBytes += bytes.length
  // A ping may have told a streaming caller already that a stream comes.
  if (stateOf(reply) === 'open') return await endStream(exchange, bytes, slowReaderTimeoutMs)
  const headers = {
    'content-type': contentType,
    'content-length': bytes.length,
    ...gatewayHeaders(exchange, true),
  }
  await endWhole(exchange, 200, headers, bytes, slowReaderTimeoutMs)
}
