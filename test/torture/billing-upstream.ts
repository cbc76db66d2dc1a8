// A fake provider that keeps a bill of its own: it bills each request that it has read in full, whether or not its
// answer
// arrives.

import type { Answer, ReceivedRequest } from '../support/fake-upstream/behaviour.ts'
import { answerProperly } from '../support/fake-upstream/default-answer.ts'
import { type ReportedUsage, SentBody } from '../support/fake-upstream/sent-body.ts'
import { send, startFakeUpstream } from '../support/fake-upstream.ts'

const outputTokens = 12
const everyMs = 2

export interface BillingUpstream {
  readonly baseUrl: string
  /** What was billed, by the tag that the caller put into its question. */
  readonly bill: ReadonlyMap<string, ReportedUsage>
  /** Tags of questions that arrived more than once. */
  readonly sentTwice: readonly string[]
  close(): Promise<void>
}

/** A caller's question. `tagIn` reads the tag out of it again. */
export const question = (tag: string): string => `<${tag}> ${'a b c d '.repeat(75)}`

const tagIn = (body: Buffer): string | undefined => /<([\w-]+)>/.exec(body.toString())?.[1]

export async function startBillingUpstream(): Promise<BillingUpstream> {
  const bill = new Map<string, ReportedUsage>()
  const sentTwice: string[] = []
  function answer(request: ReceivedRequest): Answer {
    const proper = answerProperly(request, { outputTokens })
    const tag = tagIn(request.body)
    const usage = usageOf(proper)
    if (tag !== undefined && usage) {
      if (bill.has(tag)) sentTwice.push(tag)
      bill.set(tag, usage)
    }
    return proper
  }
  const upstream = await startFakeUpstream({
    record: false,
    behaviour: { answer, steps: [send(undefined, { everyMs })] },
  })
  return { baseUrl: upstream.baseUrl, bill, sentTwice, close: upstream.close }
}

function usageOf({ body }: Answer): ReportedUsage | undefined {
  const sent = new SentBody(false)
  const isText = typeof body === 'string' || body instanceof Uint8Array
  for (const piece of isText ? [body] : (body ?? [])) sent.add(Buffer.from(piece))
  return sent.reportedUsage()
}
