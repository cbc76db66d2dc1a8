// Why a provider's models could not be listed: in its own words, and as the kind of problem that says what helps.
import type { ProviderProblem } from '../contract/providers.ts'
import { GatewayError } from '../errors.ts'
import { describeConnectionFailure } from '../network/connection-failure.ts'
import { isDiskFull } from '../storage/sqlite-failure.ts'

/** How long a provider may take for a page of its list. */
export const listTimeoutMs = 15_000

/** An error of the provider, with a message for a person. */
export class ModelListError extends Error {
  readonly problem: ProviderProblem
  /** Undefined if the status says that all is well. */
  readonly status: number | undefined

  constructor(problem: ProviderProblem, message: string, status?: number) {
    super(message)
    this.problem = problem
    this.status = status
  }
}

/** Whether the list may be had with another key. */
export function isOfKey(error: unknown): boolean {
  if (error instanceof GatewayError) return error.code === 'provider_locked'
  return error instanceof ModelListError && [401, 402, 403, 429].includes(error.status ?? 0)
}

/** `said`: the provider's own words. `hadKey`: whether a key was sent. */
export function problemOfStatus(status: number, said: string, hadKey: boolean): ProviderProblem {
  // Some providers answer 400 to a wrong key, and say so.
  if (status === 401 || status === 403 || (status === 400 && /\bapi[ _-]?key/i.test(said)))
    return hadKey ? 'key-refused' : 'key-missing'
  if (status >= 300 && status < 400) return 'redirected'
  if (status === 404 || status === 405 || status === 410) return 'not-found'
  if (status === 402) return 'unpaid'
  if (status === 429) return 'used-up'
  if (status >= 500) return 'provider-failed'
  return status < 300 ? 'no-list' : 'refused'
}

export function problemOf(error: unknown): ProviderProblem {
  if (error instanceof ModelListError) return error.problem
  // No other errors of the gateway come from a key, or from the server that gives a token for one.
  if (error instanceof GatewayError) return error.code === 'provider_locked' ? 'key-unusable' : 'no-token'
  if (isDiskFull(error)) return 'disk-full'
  return isTimeout(error) ? 'timeout' : problemOfConnection(error)
}

export function describeFailure(error: unknown): string {
  if (error instanceof ModelListError || error instanceof GatewayError) return error.message
  if (isDiskFull(error)) return 'Its list could not be kept: the disk is full.'
  const reason = isTimeout(error)
    ? `it did not answer within ${listTimeoutMs / 1000} seconds`
    : describeConnectionFailure(error)
  return `It could not be reached: ${reason}.`
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError'
}

function problemOfConnection(error: unknown): ProviderProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ECONNREFUSED') return 'nobody-there'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name-unknown'
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'timeout'
  if (/^(ERR_TLS|ERR_SSL|EPROTO|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) return 'not-secure'
  return 'connection-failed'
}
