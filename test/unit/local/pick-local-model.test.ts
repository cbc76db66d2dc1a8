import { describe, expect, test } from 'vitest'
import { contextTokensOf } from '../../../gateway/local/context-tokens.ts'
import { type LocalNeeds, pickLocalModel } from '../../../gateway/local/pick-local-model.ts'
import { type LocalCapability, type LocalModel, namedModel } from '../../../gateway/providers/local-kind.ts'

const needs = (own: Partial<LocalNeeds> = {}): LocalNeeds => ({
  inputTokens: 1000,
  outputTokens: 500,
  tools: false,
  vision: false,
  jsonSchema: false,
  reasoning: false,
  ...own,
})
const can = (...capabilities: LocalCapability[]) => new Set<LocalCapability>(['completion', ...capabilities])
const model = (name: string, own: Partial<LocalModel> = {}): LocalModel => ({
  ...namedModel(name),
  contextTokens: 131_072,
  capabilities: can(),
  ...own,
})
const loaded = (name: string, own: Partial<LocalModel> = {}) =>
  model(name, { isLoaded: true, loadedContextTokens: 4096, ...own })
const silent = { serverTokens: 4096, askedTokens: undefined }
const told = { serverTokens: 4096, askedTokens: 32_768 }

describe('the context that a request finds', () => {
  test.each<[string, LocalModel, typeof silent | typeof told, number | undefined]>([
    ['is that of the loaded model', loaded('a'), silent, 4096],
    [
      'is unknown where the server does not say how it loaded it',
      model('a', { isLoaded: true }),
      silent,
      undefined,
    ],
    ['is what the server loads models with', model('a'), silent, 4096],
    ['is what the model’s own settings say', model('a', { configuredContextTokens: 16_384 }), silent, 16_384],
    ['is never more than the model was made for', model('a', { contextTokens: 2048 }), silent, 2048],
    ['is what the request asks for', model('a'), told, 32_768],
    ['is asked for from a model that is loaded with less', loaded('a'), told, 32_768],
    ['stays where the model is loaded with more', loaded('a', { loadedContextTokens: 65_536 }), told, 65_536],
    ['is asked for as the model’s settings say', model('a', { configuredContextTokens: 8192 }), told, 8192],
    ['is never asked for beyond what it was made for', model('a', { contextTokens: 8192 }), told, 8192],
  ])('%s', (_, each, rules, tokens) => {
    expect(contextTokensOf(each, rules)).toBe(tokens)
  })

  test('is all that the model has where the server has no rule of its own', () => {
    expect(contextTokensOf(model('a'), { serverTokens: undefined, askedTokens: undefined })).toBe(131_072)
    const unknown = namedModel('a')
    expect(contextTokensOf(unknown, { serverTokens: undefined, askedTokens: undefined })).toBeUndefined()
  })
})

const pick = (
  own: Partial<LocalNeeds>,
  models: readonly LocalModel[],
  context: typeof silent | typeof told = silent,
) => pickLocalModel(needs(own), [{ providerId: 'ollama', models, context }])

describe('of the installed models is picked', () => {
  test.each<[string, Partial<LocalNeeds>, readonly LocalModel[], string | undefined]>([
    ['the only one', {}, [model('a')], 'a'],
    ['none where none is installed', {}, [], undefined],
    ['the loaded one before a larger one', {}, [model('big', { parameterSize: '70B' }), loaded('a')], 'a'],
    [
      'the one with more parameters, whatever the unit',
      {},
      [
        model('a', { parameterSize: '494M' }),
        model('b', { parameterSize: '1.5B' }),
        model('c', { parameterSize: '1.2B' }),
      ],
      'b',
    ],
    [
      'the larger file where parameters are unknown',
      {},
      [model('a', { sizeBytes: 1 }), model('b', { sizeBytes: 2 })],
      'b',
    ],
    ['the first where nothing tells them apart', {}, [model('a'), model('b')], 'a'],
    [
      'one that thinks where thinking is asked for',
      { reasoning: true },
      [model('a', { parameterSize: '8B' }), model('b', { capabilities: can('thinking') })],
      'b',
    ],
    ['one that does not think rather than none', { reasoning: true }, [model('a')], 'a'],
    [
      'one that fits although another is loaded',
      { inputTokens: 7900 },
      [loaded('a'), model('b', { configuredContextTokens: 16_384 })],
      'b',
    ],
    ['one that calls tools', { tools: true }, [loaded('a'), model('b', { capabilities: can('tools') })], 'b'],
    [
      'one that reads pictures',
      { vision: true },
      [loaded('a'), model('b', { capabilities: can('vision') })],
      'b',
    ],
    ['any for a schema, which the server itself holds it to', { jsonSchema: true }, [model('a')], 'a'],
    ['one of unknown capabilities for plain text', {}, [model('a', { capabilities: undefined })], 'a'],
    ['one that makes embeddings and answers', {}, [model('a', { capabilities: can('embedding') })], 'a'],
    ['one exactly as large as is needed', { inputTokens: 3596 }, [loaded('a')], 'a'],
    ['none that is a token too small', { inputTokens: 3597 }, [loaded('a')], undefined],
  ])('%s', (_, own, models, name) => {
    expect(pick(own, models).picked?.model).toBe(name)
  })

  test('of several servers the best of all', () => {
    const { picked } = pickLocalModel(needs(), [
      { providerId: 'one', models: [model('a', { parameterSize: '3B' })], context: silent },
      { providerId: 'two', models: [model('b', { parameterSize: '8B' })], context: silent },
    ])
    expect(picked).toEqual({
      providerId: 'two',
      model: 'b',
      contextTokens: 4096,
      why: 'no loaded model fits, and its 4096 tokens of context hold 1000 of input and 500 of output',
    })
  })

  test('with what is told about it', () => {
    expect(pick({}, [loaded('a')]).picked?.why).toBe(
      'it is loaded, and its 4096 tokens of context hold 1000 of input and 500 of output',
    )
  })
})

describe('a model is unfit, with the reason', () => {
  test.each<[string, Partial<LocalNeeds>, LocalModel]>([
    ['remote', {}, model('gpt-oss:120b-cloud', { isRemote: true, isLoaded: true })],
    ['embeddings', {}, model('a', { capabilities: new Set(['embedding']) })],
    ['no-tools', { tools: true }, model('a')],
    ['tools-unknown', { tools: true }, model('a', { capabilities: undefined })],
    ['no-vision', { vision: true }, model('a', { capabilities: can('tools') })],
    ['vision-unknown', { vision: true }, model('a', { capabilities: undefined })],
    ['context-unknown', {}, model('a', { isLoaded: true })],
    ['context-too-small', { inputTokens: 7900 }, loaded('a')],
  ])('%s', (reason, own, each) => {
    const { picked, unfit } = pick(own, [each])
    expect(picked).toBeUndefined()
    expect(unfit).toEqual([{ providerId: 'ollama', model: each.name, reason, why: expect.any(String) }])
  })

  test('every one of them is listed beside the one that was picked', () => {
    const { picked, unfit } = pick({ tools: true }, [
      model('a'),
      model('b', { capabilities: can('tools') }),
      model('c', { capabilities: undefined }),
    ])
    expect([picked?.model, unfit.map(({ model: name, reason }) => `${name}: ${reason}`)]).toEqual([
      'b',
      ['a: no-tools', 'c: tools-unknown'],
    ])
  })
})
