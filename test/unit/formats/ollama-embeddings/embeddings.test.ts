import { expect, test } from 'vitest'
import { formatNames, formats } from '../../../../gateway/formats/index.ts'
import { partsOf } from '../../../support/request-parts.ts'

const { caller, provider } = formats['ollama-embeddings']
const model = 'all-minilm'

test.each([[{ prompt: 'Hi' }], [{ prompt: null }], [{}]])(
  '%j is taken, and nothing is written for it',
  body => {
    expect(caller.readFacts(partsOf({ model, ...body }))).toMatchObject({
      model,
      stream: false,
      maxOutputTokens: 0,
    })
  },
)

test('a prompt that is no text is refused', () => {
  expect(() => caller.readFacts(partsOf({ model, prompt: ['Hi'] }))).toThrow('"prompt" must be a string.')
})

test('no answer reports usage', () => {
  expect(provider.readAnswer({ embedding: [1], prompt_eval_count: 3 }).usage.tokens).toBeUndefined()
})

test.each([
  ['/api/embed', ['ollama-embed']],
  ['/api/embeddings', ['ollama-embeddings']],
])('%s is recognised by one format alone', (path, names) => {
  const head = { path, query: '', headers: {} }
  expect(formatNames.filter(name => formats[name].caller.recognises(head))).toEqual(names)
})
