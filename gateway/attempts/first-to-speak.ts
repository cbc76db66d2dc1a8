import type { Framing } from '../bytes/framing.ts'
import type { Answer } from '../bytes/relay.ts'
import type { Config } from '../config/schema.ts'
import type { ReadRequest } from '../ingress/read-request.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Attempt } from './attempt.ts'
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

/**
 * Asks the attempt's provider and waits for the first content of its answer. Until then nothing but pings has been sent to
 * the caller. Rejects with `upstream_*`, `provider_locked`, or with the reason for which the attempt was cancelled.
 */
export async function firstToSpeak(attempt: Attempt, request: ReadRequest, deps: SpeakDeps): Promise<Speech> {
  attempt.silence.start(deps.config())
  const answer = await call(attempt, request, deps)
  const framing = framingOf(answer, attempt)
  if (!framing) return { type: 'whole', answer }
  const reader = new StreamReader(answer, framing, attempt, deps.ledger)
  await reader.speaking
  return { type: 'stream', answer, reader }
}

function framingOf({ status, headers }: Answer, { facts, providerFormat }: Attempt): Framing | undefined {
  if (status >= 300) return undefined
  return providerFormat.framingOf(String(headers['content-type'] ?? ''), facts.stream)
}
