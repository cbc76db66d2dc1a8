// Of a report that says some of the counts, those hold; the rest is what was counted here.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig
beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const format = 'openai-chat'

async function rowFor(usage: object) {
  const choices = [
    { index: 0, message: { role: 'assistant', content: 'Hello there' }, finish_reason: 'stop' },
  ]
  const body = JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'm', choices, usage })
  rig.upstream.script({ answer: { headers: { 'content-type': 'application/json' }, body } })
  const answered = await rig.post(paths[format], chatBody(format))
  await answered.text()
  return rig.rowOf(answered)
}

// "Hello" is a request of 8 tokens, "Hello there" an answer of 2; gpt-4o-mini costs 150 and 600 nano-dollars a token.
test.each([
  ['the prompt', { prompt_tokens: 1000 }, 1000, 2],
  ['the completion', { completion_tokens: 500 }, 8, 500],
  ['the total', { total_tokens: 1000 }, 8, 992],
  ['a total smaller than what was counted', { total_tokens: 5 }, 8, 2],
  ['nothing', {}, 8, 2],
])('%s alone', async (_, usage, inputTokens, outputTokens) => {
  const costNanoUsd = String(inputTokens * 150 + outputTokens * 600)
  expect(await rowFor(usage)).toMatchObject({
    certainty: 'estimated',
    inputTokens,
    outputTokens,
    costNanoUsd,
  })
})

test('what is whole is exact', async () => {
  const row = await rowFor({ prompt_tokens: 10, completion_tokens: 5 })
  expect(row).toMatchObject({ certainty: 'exact', inputTokens: 10, outputTokens: 5, doubt: null })
})
