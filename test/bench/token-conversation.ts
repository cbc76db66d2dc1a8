// Measures how long it takes to count the tokens of an agent's next turn in a long conversation.

import { scanRequest } from '../../gateway/chat/request-facts.ts'
import { countedFormatOf } from '../../gateway/formats/index.ts'
import { openAiChat } from '../../gateway/formats/openai-chat/index.ts'
import type { Encoding } from '../../gateway/tokens/encoding.ts'
import { openEncodings } from '../../gateway/tokens/encodings.ts'
import { openLargeBodies } from '../../gateway/tokens/large-bodies.ts'
import { createMessageCounts, type MessageCounts } from '../../gateway/tokens/message-counts.ts'
import { countRequest } from '../../gateway/tokens/request-count.ts'
import { randomOf } from '../support/random.ts'
import { median, table } from './report.ts'
import { textSamples } from './token-texts.ts'

const workerUrl = new URL('../../gateway/workers/token-counter.ts', import.meta.url)
const model = 'gpt-4o'
const rounds = 9
const conversationTokens = 200_000

export async function benchConversation(): Promise<string> {
  const encodings = openEncodings()
  const encoding = await encodings.get('o200k_base')
  const messages = conversationOf(encoding, conversationTokens)
  const largeBodies = openLargeBodies(encodings, workerUrl)
  const took = { parsed: [] as number[], first: [] as number[], next: [] as number[], worker: [] as number[] }
  const turn = (round: number) =>
    Buffer.from(JSON.stringify({ model, messages: [...messages, newMessage(round)] }))
  const known = createMessageCounts()
  count(turn(0), encoding, known)
  await largeBodies.count('openai-chat', turn(0), model)
  for (let round = 1; round <= rounds; round++) {
    const body = turn(round)
    took.parsed.push(timeOf(() => countParsed(body, encoding)))
    took.first.push(timeOf(() => count(body, encoding, createMessageCounts())))
    took.next.push(timeOf(() => count(body, encoding, known)))
    const startMs = performance.now()
    await largeBodies.count('openai-chat', body, model)
    took.worker.push(performance.now() - startMs)
  }
  await largeBodies.close()
  const row = (name: string, times: readonly number[]) => [name, `${median(times).toFixed(1)} ms`]
  return [
    `### A conversation of ${conversationTokens.toLocaleString('en')} tokens, and one new message\n`,
    `${messages.length} messages, ${(turn(1).length / 1024).toFixed(0)} KiB; medians of ${rounds} turns.\n`,
    table(
      ['', 'median'],
      [
        row('parsed and counted as a whole', took.parsed),
        row('by its bytes, nothing known', took.first),
        row('by its bytes, all but the new message known', took.next),
        row('the same in the worker, there and back', took.worker),
      ],
    ),
  ].join('\n')
}

function newMessage(round: number) {
  return { role: 'user', content: textSamples[0]?.text(5000 + round, 2000) ?? '' }
}

/** Makes a conversation of half prose, half code, in messages of a few thousand characters. */
function conversationOf(encoding: Encoding, tokens: number) {
  const random = randomOf(7)
  const messages: { role: string; content: string }[] = []
  for (let counted = 0; counted < tokens; ) {
    const text = textSamples[messages.length % 2]?.text(1000 + messages.length, 500 + random(6000)) ?? ''
    messages.push({ role: messages.length % 2 === 0 ? 'user' : 'assistant', content: text })
    counted += encoding.count(text)
  }
  return messages
}

function count(bytes: Buffer, encoding: Encoding, known: MessageCounts): number {
  return countRequest(countedFormatOf('openai-chat'), bytes, scanRequest(bytes), { encoding, model }, known)
    .text
}

function countParsed(bytes: Buffer, encoding: Encoding): number {
  scanRequest(bytes) // every body is validated, whichever way it is counted
  const { messages } = JSON.parse(bytes.toString()) as { messages: unknown[] }
  const countMessage = openAiChat.provider.requestLayout.lists.messages
  return messages.reduce(
    (sum: number, each) => sum + (countMessage?.(each, { encoding, model }).text ?? 0),
    0,
  )
}

function timeOf(work: () => unknown): number {
  const startMs = performance.now()
  work()
  return performance.now() - startMs
}
