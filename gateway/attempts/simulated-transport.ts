import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, type ByteSink, createByteRelay } from '../bytes/relay.ts'
import type { Exchange } from '../exchange.ts'
import type { SimulatedAnswer } from '../providers/adapter.ts'
import type { Attempt } from './attempt.ts'

const defaultTokensPerSecond = 50
const fastestTokensPerSecond = 1000

/**
 * Plays an answer that was made inside this process as if it came over the network. The header `x-sandbox-tokens-per-second`
 * sets how fast.
 */
export function playAnswer(attempt: Attempt, answer: SimulatedAnswer): Answer {
  const { exchange, scope } = attempt
  const leaving = new AbortController()
  let resume: (() => void) | undefined
  let open = Promise.resolve()
  const relay = createByteRelay({
    pause() {
      open = new Promise(resolve => {
        resume = resolve
      })
    },
    resume: () => resume?.(),
    cancel: () => leaving.abort(),
  })
  scope.onCancel(reason => leaving.abort(reason))
  attempt.sent()
  attempt.answering(200)
  play(answer, paceOf(exchange), () => open, relay, leaving.signal).catch(error => scope.fail(error))
  return { status: 200, headers: { 'content-type': answer.contentType }, body: relay }
}
async function play(
  { parts }: SimulatedAnswer,
  pauseMs: number,
  open: () => Promise<void>,
  sink: ByteSink,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const { text, paced } of parts) {
      await open()
      if (paced) await delay(pauseMs, undefined, { signal })
      signal.throwIfAborted()
      sink.data(Buffer.from(text))
    }
    sink.end()
  } catch (error) {
    sink.fail(error)
  }
}

function paceOf({ request }: Exchange): number {
  const asked = Number(request.headers['x-sandbox-tokens-per-second'] ?? defaultTokensPerSecond)
  const perSecond = asked > 0 ? Math.min(asked, fastestTokensPerSecond) : defaultTokensPerSecond
  return 1000 / perSecond
}
