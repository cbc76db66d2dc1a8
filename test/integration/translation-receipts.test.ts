// The receipt names what the caller wrote by the path at which the caller wrote it, whatever format that is.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTranslationRig, type TranslationRig } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

/** The paths of what cannot be sent, out of the refusal: content that would be missing refuses the request. */
async function refusedPaths(asked: Parameters<TranslationRig['ask']>[0]): Promise<readonly string[]> {
  const { json, status } = await rig.ask(asked)
  expect(status).toBe(400)
  const { message } = json.error as { message: string }
  return Array.from(message.matchAll(/(\S+) \([^)]+\)/g), ([, path = '']) => path)
}

const file = { type: 'image', source: { type: 'file', file_id: 'file_1' } }

test('of messages counts the caller’s messages and blocks, behind its system and beside its results', async () => {
  const body = (...more: readonly object[]) => ({
    system: 'Be brief.',
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Hallo' }, ...more] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'look', input: {} }] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'a', content: 'ok', is_error: true }, ...more],
      },
    ],
  })
  expect(await refusedPaths({ as: 'messages', of: 'chat', body: body(file) })).toEqual([
    'messages[0].content[1]',
    'messages[2].content[1]',
  ])
  const { receipt } = await rig.ask({ as: 'messages', of: 'chat', body: body() })
  expect(receipt).toBe('changed=messages[2].content[0].is_error')
})

test('of Gemini counts its contents and parts', async () => {
  const uploaded = { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/a' } }
  const paths = await refusedPaths({
    as: 'gemini',
    of: 'chat',
    body: {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'Hallo' },
            { ...uploaded, fileData: { ...uploaded.fileData, mimeType: 'image/png' } },
          ],
        },
      ],
    },
  })
  expect(paths).toEqual(['contents[0].parts[1]'])
})

test('of responses names the item of the input', async () => {
  const picture = { type: 'input_image', file_id: 'file_1' }
  const paths = await refusedPaths({
    as: 'responses',
    of: 'chat',
    body: {
      instructions: 'Be brief.',
      input: [
        { role: 'user', content: 'Hallo' },
        { type: 'message', role: 'user', content: [picture] },
      ],
    },
  })
  expect(paths).toEqual(['input[1]'])
})

test.each([
  ['messages', { stop_sequences: ['x'] }, 'dropped=stop_sequences'],
  ['messages', { metadata: { user_id: 'x'.repeat(70) } }, 'changed=metadata.user_id'],
  ['messages', { thinking: { type: 'enabled', budget_tokens: 2000 } }, 'dropped=thinking'],
  ['gemini', { generationConfig: { stopSequences: ['x'] } }, 'dropped=generationConfig.stopSequences'],
  ['gemini', { generationConfig: { seed: 7 } }, 'dropped=generationConfig.seed'],
  ['ollama', { options: { stop: ['x'], seed: 7 } }, 'dropped=options.stop,options.seed'],
] as const)('of %s has its own words: %j', async (as, body, said) => {
  expect((await rig.ask({ as, of: 'responses', body })).receipt).toBe(said)
})

test('of messages has the member that says how hard to think', async () => {
  const body = { output_config: { effort: 'max' } }
  expect((await rig.ask({ as: 'messages', of: 'chat', body })).receipt).toBe('changed=output_config.effort')
})

test('of chat completions has the spelling that the caller took', async () => {
  const ask = async (body: object) => (await rig.ask({ as: 'chat', of: 'messages', body })).receipt
  expect(await ask({ max_completion_tokens: 99_999_999 })).toBe('changed=max_completion_tokens')
  expect(await ask({ max_tokens: 99_999_999 })).toBe('changed=max_tokens')
  expect(await ask({ functions: [{ name: 'look' }], function_call: 'none', user: 'x'.repeat(300) })).toBe(
    'changed=user',
  )
})
