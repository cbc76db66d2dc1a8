// Sends one short request over a route of the stand-in gateway and tells what its caller sees.

import { setTimeout as pauseFor } from 'node:timers/promises'
import { Agent } from 'undici'
import type { FaultTrial } from '../contract/doctor.ts'
import type { RequestDetail } from '../contract/requests.ts'
import { GatewayError } from '../errors.ts'
import { defaultFormat, mainPathOf } from '../formats/index.ts'
import type { StandIn } from './stand-in-gateway.ts'

const longestAnswerMs = 60_000
const rowWithinMs = 5000
const pollMs = 10

export interface TryDeps {
  readonly standIn: StandIn
  readonly token: string
  readonly monotonicMs: () => number
}

export type Seen = Omit<FaultTrial, 'fault' | 'failed' | 'realWaitMs'>

export async function tryFault(route: string, deps: TryDeps): Promise<Seen> {
  const begunAtMs = deps.monotonicMs()
  const { requestId, status } = await ask(route, deps)
  const afterMs = Math.round(deps.monotonicMs() - begunAtMs)
  const row = await rowOf(requestId, deps)
  const steps = row.trace?.steps ?? []
  const outcome =
    row.outcome === 'completed' ? 'answered' : status < 300 && row.outputTokens ? 'broken-off' : 'refused'
  const answered = steps.find(step => step.outcome === 'answered')?.target ?? row.route
  return {
    outcome,
    answeredBy: outcome === 'answered' ? answered : null,
    afterMs,
    costNanoUsd: row.costNanoUsd,
    seen: describe(outcome, status, row.errorCode),
    steps,
  }
}

function describe(outcome: FaultTrial['outcome'], status: number, errorCode: string | null): string {
  const error = errorCode === null ? '' : `: ${errorCode}`
  switch (outcome) {
    case 'answered':
      return 'A whole answer.'
    case 'broken-off':
      return `The beginning of an answer, then an error event${error}.`
    case 'refused':
      return status < 300 ? `An error event without any answer${error}.` : `Status ${status}${error}.`
    default:
      return outcome satisfies never
  }
}

/** Reads the answer to its end. */
async function ask(route: string, { standIn, token }: TryDeps) {
  const agent = new Agent({ headersTimeout: longestAnswerMs, bodyTimeout: longestAnswerMs })
  const content = 'This is a trial of a route.'
  try {
    const { statusCode, headers, body } = await agent.request({
      origin: standIn.gatewayUrl,
      path: mainPathOf(defaultFormat),
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: route, stream: true, messages: [{ role: 'user', content }] }),
      signal: AbortSignal.timeout(longestAnswerMs),
    })
    // A stream that broke off ends with a closed connection, which is no failure of the trial.
    await body.dump({ limit: Number.MAX_SAFE_INTEGER }).catch(() => {})
    return { status: statusCode, requestId: String(headers['x-gatehouse-request-id']) }
  } finally {
    await agent.destroy()
  }
}

/** Rows are written in batches, a moment after the answer. */
async function rowOf(requestId: string, { standIn, monotonicMs }: TryDeps): Promise<RequestDetail> {
  const untilMs = monotonicMs() + rowWithinMs
  for (;;) {
    try {
      return await standIn.admin.readRequest({ requestId })
    } catch (error) {
      const isMissing = error instanceof GatewayError && error.code === 'request_unknown'
      if (!isMissing || monotonicMs() > untilMs) throw error
    }
    await pauseFor(pollMs)
  }
}
