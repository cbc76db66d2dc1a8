// Refusals in a shape that is of no format: the caller is told the provider's own words where there are any.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../support/fake-upstream.ts'
import { json, openTranslationRig, type TranslationRig, type Wire } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const plain = (body: string, type = 'text/plain'): Answer => ({
  status: 400,
  headers: { 'content-type': type },
  body,
})

test.each<[string, Wire, Answer, string]>([
  [
    'in an object of its own',
    'chat',
    json({ fault: { text: 'No credit is left.' } }, 400),
    'No credit is left.',
  ],
  ['in a list', 'messages', json({ errors: [{ code: 7, msg: 'Bad model.' }] }, 400), 'Bad model.'],
  [
    'beside its kind',
    'gemini',
    json({ error: 'quota', error_description: 'No more today.' }, 400),
    'No more today.',
  ],
  ['with the kind alone', 'messages', json({ error: 'quota_exceeded' }, 400), 'quota_exceeded'],
  ['as plain text', 'responses', plain('upstream connect error\n'), 'upstream connect error'],
  ['as JSON that is a text', 'ollama', json('Go away.' as unknown as object, 400), 'Go away.'],
  [
    'as a page',
    'chat',
    plain('<html><body>Bad</body></html>', 'text/html'),
    'The provider answered with the status 400.',
  ],
  ['as nothing', 'messages', plain(''), 'The provider answered with the status 400.'],
  ['as numbers', 'chat', json({ fault: { code: 7 } }, 400), 'The provider answered with the status 400.'],
  [
    'as lists without end',
    'chat',
    plain(`${'['.repeat(5000)}"x"${']'.repeat(5000)}`),
    'The provider answered with the status 400.',
  ],
  ['as a text without end', 'chat', plain('x'.repeat(5000)), 'The provider answered with the status 400.'],
])('%s', async (_, of, answer, message) => {
  // Providers of the other formats speak chats too, and are then asked in that.
  const as = of === 'messages' ? 'chat' : 'messages'
  for (const stream of [false, true]) {
    const reply = await rig.ask({ as, of, answer, stream })
    expect([reply.status, reply.json]).toMatchObject([400, { error: { message } }])
  }
})
