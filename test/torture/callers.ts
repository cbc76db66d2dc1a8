// Concurrent callers in both formats, some of which stream. Each asks again as soon as it has its answer.
import { question } from './billing-upstream.ts'

const formats = [
  { path: '/v1/chat/completions', model: 'gpt-4o-mini', end: 'data: [DONE]' },
  { path: '/v1/messages', model: 'claude-haiku-4-5-20251001', end: 'event: message_stop' },
]

export const callerCount = 8
export const maxTokens = 32

export interface Asked {
  readonly tag: string
  readonly askedAtMs: number
  /** The time of performance.now() at the last byte of a complete answer. */
  answeredAtMs?: number
}

export interface Callers {
  /** All questions so far, in the order in which they were asked. */
  readonly asked: readonly Asked[]
  /** Resolves after `stop` was called and all running requests have ended. */
  readonly done: Promise<unknown>
  stop(): void
}

/** Starts the callers. `name` begins each tag, so that no two runs have a tag in common. */
export function startCallers(gatewayUrl: string, token: string, name: string): Callers {
  const asked: Asked[] = []
  let isStopped = false
  const run = async (caller: number) => {
    while (!isStopped) {
      const question: Asked = { tag: `${name}-${asked.length}`, askedAtMs: performance.now() }
      asked.push(question)
      if (await ask(gatewayUrl, token, question.tag, caller)) question.answeredAtMs = performance.now()
    }
  }
  const running = Array.from({ length: callerCount }, (_, caller) => run(caller))
  return {
    asked,
    done: Promise.all(running),
    stop: () => {
      isStopped = true
    },
  }
}

/** Asks once. True if a complete answer came. */
export async function ask(gatewayUrl: string, token: string, tag: string, caller = 0): Promise<boolean> {
  const { path, model, end } = formats[caller % 2] ?? { path: '', model: '', end: '' }
  const stream = caller % 4 < 2
  try {
    const answer = await fetch(gatewayUrl + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-gatehouse-project': tag,
      },
      body: JSON.stringify({
        model,
        max_tokens: maxTokens,
        stream,
        messages: [{ role: 'user', content: question(tag) }],
      }),
    })
    const text = await answer.text()
    return answer.status === 200 && (!stream || text.includes(end))
  } catch {
    return false // the gateway was killed
  }
}
