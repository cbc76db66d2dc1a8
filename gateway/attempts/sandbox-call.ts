import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, type ByteSink, createByteRelay } from '../bytes/relay.ts'
import type { Exchange } from '../exchange.ts'
import type { DecodedRequest } from '../ingress/decode.ts'
import { answerFromSandbox, type SandboxAnswer } from '../providers/sandbox.ts'

const defaultTokensPerSecond = 50
const fastestTokensPerSecond = 1000

/** The sandbox's answer, as if it came over the network: `x-sandbox-tokens-per-second` sets a stream's pace. */
export function callSandbox(exchange: Exchange, { facts, body, inputTokens }: DecodedRequest): Answer {
  exchange.marks.sentMs = exchange.marks.headersMs = exchange.elapsedMs()
  exchange.upstreamStatus = 200
  const answer = answerFromSandbox({
    format: exchange.protocol.format,
    body,
    stream: facts.stream,
    includeUsage: true,
    maxOutputTokens: facts.maxOutputTokens && Math.floor(facts.maxOutputTokens / facts.choices),
    inputTokens,
  })
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
  exchange.onAbort(reason => leaving.abort(reason))
  play(answer, paceOf(exchange), () => open, relay, leaving.signal).catch(error => exchange.fail(error))
  return { status: 200, headers: { 'content-type': answer.contentType }, body: relay }
}

async function play(
  { parts }: SandboxAnswer,
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
