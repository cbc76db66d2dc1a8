import type { Sendable } from '../answer/translated-answer.ts'
import type { Framing } from '../bytes/framing.ts'
import type { Answer } from '../bytes/relay.ts'
import type { Config } from '../config/schema.ts'
import type { TargetLimits } from '../contract/routes.ts'
import { GatewayError } from '../errors.ts'
import { formats } from '../formats/index.ts'
import type { ReadRequest } from '../ingress/read-request.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Attempt } from './attempt.ts'
import { loadingMs } from './attempt-limits.ts'
import { type CallDeps, call } from './call.ts'
import { StreamReader } from './stream-reader.ts'

export interface SpeakDeps extends CallDeps {
  readonly ledger: Ledger
  readonly config: () => Config
}

/** An answer that has begun: a stream whose first content has come, or an answer that comes as a whole. */
export type Speech =
  | { readonly type: 'stream'; readonly answer: Answer; readonly reader: StreamReader }
  | { readonly type: 'whole'; readonly answer: Answer }

/** An answer that can be sent: a stream whose first content has come, or a whole answer that is all there. */
export type ReadySpeech =
  | Extract<Speech, { readonly type: 'stream' }>
  | { readonly type: 'whole'; readonly answer: Answer; readonly read: Sendable }

/**
 * Asks the attempt's provider and waits for the first content of its answer. Until then nothing but pings has been sent to
 * the caller. `mayLoad` says that a server of one's own may have to load the model first, which gets its time whatever the
 * setting is. Rejects with `upstream_*`, `provider_locked`, or with the reason for which the attempt was cancelled.
 */
export async function firstToSpeak(
  attempt: Attempt,
  request: ReadRequest,
  deps: SpeakDeps,
  limits?: TargetLimits,
  mayLoad = false,
): Promise<Speech> {
  attempt.silence.start(deadlines(deps.config(), limits?.firstTokenMs, mayLoad))
  const answer = limits?.headersMs
    ? await callWithin(limits.headersMs, attempt, request, deps)
    : await call(attempt, request, deps)
  const framing = framingOf(answer, attempt)
  if (!framing) return { type: 'whole', answer }
  const reader = new StreamReader(answer, framing, attempt, deps.ledger, limits)
  await reader.speaking
  return { type: 'stream', answer, reader }
}

function deadlines(
  { firstByteTimeoutMs, silenceTimeoutMs }: Config,
  firstTokenMs: number | undefined,
  mayLoad: boolean,
) {
  const usualMs = mayLoad ? Math.max(firstByteTimeoutMs, loadingMs) : firstByteTimeoutMs
  return { firstByteTimeoutMs: Math.min(usualMs, firstTokenMs ?? usualMs), silenceTimeoutMs }
}

/** Cancels the attempt if its answer has not begun in time. */
async function callWithin(
  timeoutMs: number,
  attempt: Attempt,
  request: ReadRequest,
  deps: SpeakDeps,
): Promise<Answer> {
  const { scope, target } = attempt
  const provider = target.provider.record.id
  const timer = setTimeout(
    scope.guard(() => scope.cancel(new GatewayError('upstream_timeout', { provider, timeoutMs }))),
    timeoutMs,
  )
  try {
    return await call(attempt, request, deps)
  } finally {
    clearTimeout(timer)
  }
}

function framingOf(
  { status, headers }: Answer,
  { facts, providerFormat, target }: Attempt,
): Framing | undefined {
  if (status >= 300) return undefined
  const type = String(headers['content-type'] ?? '')
  // Some servers say nothing about a stream, or call it plain text.
  const isUnnamed = facts.stream && (type === '' || type.toLowerCase().startsWith('text/plain'))
  return providerFormat.framingOf(isUnnamed ? formats[target.format].caller.streamType : type, facts.stream)
}
