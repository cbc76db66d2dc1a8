import type { AdminFailure } from '../contract/admin.ts'
import type { FailureDetail } from '../contract/failure-detail.ts'
import type { GatewayError } from '../errors.ts'
import type { DetailValue } from './error-row.ts'

/** Converts an error for an admin door, where everything is JSON. Amounts become decimal digits. */
export function toAdminFailure({ code, message, detail }: GatewayError): AdminFailure {
  const values = Object.entries<DetailValue>(detail)
  return { code, message, detail: Object.fromEntries(values.map(([name, value]) => [name, toJson(value)])) }
}

function toJson(value: DetailValue): FailureDetail[string] {
  if (typeof value !== 'object' || value === null || !('amount' in value)) return value
  return { amount: String(value.amount), unit: value.unit }
}
