import type { Dispatcher } from 'undici'
import { createLineFramer } from '../bytes/json-lines.ts'
import { parseJson } from '../bytes/json-value.ts'
import type { LocalKind, PullStep } from '../providers/local-kind.ts'

/** The server said why it cannot. Asking again would not help. */
export class PullRefusedError extends Error {}

export interface PullQuestion {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly model: string
  readonly pull: NonNullable<LocalKind['pull']>
}

const lineBytes = 64 * 1024
const refusalBytes = 64 * 1024
/** A server that checks a large file says nothing for a while. */
const silenceMs = 120_000

/**
 * Asks a server to install a model, and tells each step until it is done. Rejects with PullRefusedError if the server says why
 * it cannot, and with any other error if the connection breaks or nothing comes for two minutes.
 */
export async function pullModel(
  dispatcher: Dispatcher,
  { url, headers, model, pull }: PullQuestion,
  tell: (step: PullStep) => void,
  stop: AbortSignal,
): Promise<void> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(new Error('nothing came for two minutes')), silenceMs)
  try {
    const { statusCode, body } = await dispatcher.request({
      origin: url.origin,
      path: url.pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-encoding': 'identity', ...headers },
      body: JSON.stringify(pull.body(model)),
      signal: AbortSignal.any([stop, silence.signal]),
    })
    const chunks = body as AsyncIterable<Buffer>
    if (statusCode !== 200) throw await refusalIn(chunks, statusCode, pull)
    for await (const line of linesOf(chunks, () => timer.refresh())) {
      const step = pull.read(parseJson(line))
      if (step.type === 'failed') throw new PullRefusedError(step.message)
      if (step.type === 'done') return
      tell(step)
    }
  } finally {
    clearTimeout(timer)
  }
  throw new Error('the answer ended too soon')
}

async function* linesOf(chunks: AsyncIterable<Buffer>, onChunk: () => void): AsyncGenerator<string> {
  const framer = createLineFramer({ maxFrameBytes: lineBytes })
  for await (const chunk of chunks) {
    onChunk()
    for (const { data } of framer.push(chunk)) if (data !== undefined) yield data
  }
  const last = framer.end()?.data
  if (last !== undefined) yield last
}

async function refusalIn(
  chunks: AsyncIterable<Buffer>,
  status: number,
  pull: PullQuestion['pull'],
): Promise<PullRefusedError> {
  const kept: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > refusalBytes) break
    kept.push(chunk)
  }
  const step = pull.read(parseJson(Buffer.concat(kept).toString('utf8')))
  return new PullRefusedError(step.type === 'failed' ? step.message : `it answered ${status}`)
}
