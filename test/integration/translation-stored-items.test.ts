// Vercel's SDK names items that OpenAI keeps, unless it is told otherwise. Providers of other formats keep none.
import { createOpenAI } from '@ai-sdk/openai'
import { APICallError, generateText, type ModelMessage } from 'ai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { upstream } from '../conformance/translation/upstreams/messages.ts'
import { openTranslationRig, type TranslationRig } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

async function converse(store: boolean | undefined) {
  const { gatewayUrl, token } = rig.gateway
  const model = createOpenAI({ baseURL: `${gatewayUrl}/v1`, apiKey: token })(`messages/${upstream.model}`)
  const providerOptions = store === undefined ? {} : { openai: { store } }
  const asked = { model, providerOptions, maxRetries: 0 }
  const hello: ModelMessage = { role: 'user', content: 'Hallo' }
  rig.upstream.script({ answer: upstream.answer({ text: ['Ja.'], finish: 'stop' }, false) })
  const { response } = await generateText({ ...asked, messages: [hello] })
  rig.upstream.script({ answer: upstream.answer({ text: ['Doch.'], finish: 'stop' }, false) })
  return generateText({
    ...asked,
    messages: [hello, ...response.messages, { role: 'user', content: 'Und?' }],
  })
}

test('a second turn is refused with what to set, and goes through once that is set', async () => {
  const refused: unknown = await converse(undefined).catch((error: unknown) => error)
  expect(APICallError.isInstance(refused) && refused.statusCode).toBe(400)
  expect(String(refused)).toContain('set its option "store" to false in "providerOptions"')
  expect((await converse(false)).text).toBe('Doch.')
})
