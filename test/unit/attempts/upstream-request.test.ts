import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { upstreamBody } from '../../../gateway/attempts/upstream-request.ts'
import { openAiChat } from '../../../gateway/formats/openai-chat/index.ts'
import { partsOf } from '../../support/request-parts.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const text = JSON.stringify({
  model: 'gpt-4o',
  stream: true,
  messages: [{ role: 'user', content: 'words '.repeat(400_000) }],
})

async function takeAll(pieces: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const taken: Uint8Array[] = []
  for await (const piece of pieces) taken.push(piece)
  return taken
}

async function send() {
  const whole = Buffer.from(text)
  let isSent = false
  const facts = openAiChat.caller.readFacts(partsOf(whole))
  const { edits } = openAiChat.provider.callFor({ facts, model: 'gpt-4o-mini', purpose: 'answer', query: '' })
  const { body, bytes } = upstreamBody(whole, edits, () => {
    isSent = true
  })
  const pieces = body as AsyncIterable<Uint8Array>
  const left = Buffer.concat(await takeAll(pieces)).toString()
  return { pieces, left, bytes, isSent, memory: new WeakRef(whole.buffer) }
}

test('a long body leaves in pieces, and is kept by nobody after that', async () => {
  const { pieces, left, bytes, isSent, memory } = await send()
  expect(JSON.parse(left)).toEqual({
    ...JSON.parse(text),
    model: 'gpt-4o-mini',
    stream_options: { include_usage: true },
  })
  expect([bytes, isSent]).toEqual([left.length, true])
  await new Promise(resolve => setImmediate(resolve)) // until then a WeakRef that was made holds its target
  collectGarbage()
  expect(memory.deref()).toBeUndefined()
  expect(await takeAll(pieces)).toEqual([]) // what undici still holds
})
