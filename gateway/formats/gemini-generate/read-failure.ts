// https://cloud.google.com/apis/design/errors#error_model
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { AnswerPart, UpstreamFailure } from '../../chat/answer-part.ts'

export function readFailure(body: unknown): UpstreamFailure | undefined {
  // A stream that is an array has its error in one, too.
  const [first] = Array.isArray(body) ? body : [body]
  if (!isRecord(first) || !isRecord(first.error)) return undefined
  const { code, message, status, details } = first.error
  if (typeof message !== 'string' && typeof status !== 'string') return undefined
  return {
    message: typeof message === 'string' && message !== '' ? message : String(status),
    kind: typeof status === 'string' ? status : undefined,
    status: typeof code === 'number' && code >= 400 && code <= 599 ? code : undefined,
    retryAfterSeconds: retryAfter(details),
    ...(isLimitOfDay(details) && { isOfDay: true }),
  }
}

const retryInfo = 'type.googleapis.com/google.rpc.RetryInfo'
const quotaFailure = 'type.googleapis.com/google.rpc.QuotaFailure'

/** The wait in whole seconds. Where a day's quota is used up, the short wait that stands there does not help. */
function retryAfter(details: unknown): number | undefined {
  if (isLimitOfDay(details)) return undefined
  const { retryDelay } = listOf(details).find(detail => detail['@type'] === retryInfo) ?? {}
  const [, seconds] =
    typeof retryDelay === 'string' ? (/^(\d{1,7}(?:\.\d{1,9})?)s$/.exec(retryDelay) ?? []) : []
  return seconds === undefined ? undefined : Math.ceil(Number(seconds))
}

function listOf(details: unknown): readonly JsonRecord[] {
  return Array.isArray(details) ? details.filter(isRecord) : []
}

function isLimitOfDay(details: unknown): boolean {
  return listOf(details).some(isOfDay)
}

function isOfDay({ '@type': type, violations }: JsonRecord): boolean {
  if (type !== quotaFailure || !Array.isArray(violations)) return false
  return violations
    .filter(isRecord)
    .some(({ quotaId }) => typeof quotaId === 'string' && /PerDay/.test(quotaId))
}

export function errorPart(failure: UpstreamFailure): AnswerPart {
  return { type: 'error', ...failure }
}
