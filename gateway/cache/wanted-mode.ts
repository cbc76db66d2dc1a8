// What a request wants of the cache. It can have less than its token may, and never more.
import type { IncomingHttpHeaders } from 'node:http'
import type { CacheMode } from '../contract/answer-cache.ts'
import { GatewayError } from '../errors.ts'

export interface CacheWish {
  readonly mode: CacheMode
  /** Whether a stored answer may be given, or with `measure` compared. */
  readonly looksUp: boolean
  /** Whether the answer may be kept for others. */
  readonly stores: boolean
}

const noCache: CacheWish = { mode: 'off', looksUp: false, stores: false }

const wishes = ['off', 'exact', 'semantic', 'refresh'] as const

/**
 * `allowed` is the mode of the token or else of the settings. `refresh` and `cache-control: no-cache` ask anew and store what
 * comes; `no-store` leaves the cache out: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.1. Throws `request_invalid` for an
 * unknown value, because a caller who misspelled `off` would be given a stored answer.
 */
export function wantedMode(headers: IncomingHttpHeaders, allowed: CacheMode): CacheWish {
  const wish = wishIn(headers)
  if (allowed === 'off' || wish === 'off') return noCache
  const control = headers['cache-control']
  if (control !== undefined && hasDirective(control, 'no-store')) return noCache
  const mode = wish === 'exact' && allowed === 'semantic' ? 'exact' : allowed
  const asksAnew = wish === 'refresh' || (control !== undefined && hasDirective(control, 'no-cache'))
  return { mode, looksUp: !asksAnew, stores: true }
}

function wishIn({ 'x-gatehouse-cache': header }: IncomingHttpHeaders): (typeof wishes)[number] | undefined {
  if (header === undefined) return undefined
  const word = typeof header === 'string' ? header.trim().toLowerCase() : ''
  const wish = wishes.find(known => known === word)
  if (wish) return wish
  throw new GatewayError('request_invalid', {
    reason: 'x-gatehouse-cache is off, exact, semantic or refresh.',
  })
}

function hasDirective(control: string, name: string): boolean {
  return control.split(',').some(directive => directive.split('=', 1)[0]?.trim().toLowerCase() === name)
}
