// What the cache knows of one request: whether an answer may be given to it again, and by which keys.
import type { Pursuit } from '../attempts/pursuit.ts'
import { headOf } from '../chat/request-head.ts'
import type { Config } from '../config/schema.ts'
import type { CacheScope } from '../contract/answer-cache.ts'
import type { Client } from '../identity/clients.ts'
import type { Plan } from '../routing/plan.ts'
import { nameOf } from '../routing/route-question.ts'
import type { RequestKeys } from './answer-store.ts'
import { readCacheRequest } from './read-cache-request.ts'
import { type CacheWish, wantedMode } from './wanted-mode.ts'

export interface EligibleRequest extends CacheWish {
  readonly keys: RequestKeys
  readonly client: Client
}

export type ReadEligibility =
  | { readonly eligible: true; readonly request: EligibleRequest }
  /** `reason` is a sentence for a person. */
  | { readonly eligible: false; readonly reason: string }

type Settings = Pick<Config, 'cacheMode' | 'cacheMaxTemperature' | 'onUnsupported'>

export type AskedOfCache = Pick<Pursuit, 'client' | 'exchange' | 'plan' | 'request'>

/** Throws `request_invalid` if the request's own word on the cache is none. */
export function readEligibility(
  { client, exchange, plan, request }: AskedOfCache,
  { cacheMaxTemperature, cacheMode, onUnsupported }: Settings,
): ReadEligibility {
  const { cache } = client
  const wish = wantedMode(exchange.request.headers, cache.mode ?? cacheMode)
  if (wish.mode === 'off') return { eligible: false, reason: 'The request asks for no stored answer.' }
  const read = readCacheRequest(request.body, {
    format: exchange.format,
    head: headOf(exchange.request),
    targets: targetsOf(plan),
    // What a translation had to leave out is only for those who accept that.
    scope: `${client.onUnsupported ?? onUnsupported} ${scopeOf(client, cache.scope)}`,
    epoch: 0,
    allowsTools: cache.allowsTools,
    maxTemperature: cacheMaxTemperature,
  })
  return read.eligible ? { eligible: true, request: { ...wish, client, keys: read.keys } } : read
}

/**
 * What the name stands for, and not what of it can be asked at the moment: how providers do changes from one request to the
 * next.
 */
function targetsOf({ candidates, route }: Plan): readonly string[] {
  if (route)
    return [route.name, ...route.groups.flatMap(({ targets }) => targets.map(({ target }) => target))]
  return [...new Set(candidates.map(({ target }) => nameOf(target)))].sort()
}

/** The kind comes first, so that no team's name can be another client's id. A client without a team shares with nobody. */
function scopeOf({ id, teamId }: Client, scope: CacheScope): string {
  if (scope === 'everybody') return 'everybody'
  return scope === 'team' && teamId !== null ? `team ${teamId}` : `client ${id}`
}
