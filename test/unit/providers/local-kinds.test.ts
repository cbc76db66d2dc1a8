// What servers on one's own machine say of themselves, and how each is told from the others.
import { describe, expect, test } from 'vitest'
import { adapterOf, providerAdapters } from '../../../gateway/providers/index.ts'
import type { LocalKind, LocalReading } from '../../../gateway/providers/local-kind.ts'
import { localAnswers } from '../../support/local-answers.ts'

const kinds = providerAdapters.flatMap(({ kind, local }) => (local === undefined ? [] : [{ kind, local }]))

function localOf(kind: string): LocalKind {
  const local = adapterOf(kind)?.local
  if (local === undefined) throw new Error(`${kind} is not of this machine`)
  return local
}

/** What the kind reads of a server that answers like `answering`. */
function readingOf(kind: string, answering: string): LocalReading | undefined {
  const local = localOf(kind)
  const answers = localAnswers[answering] ?? {}
  const identity = answers[local.identify.path]
  if (!local.identify.isOne(identity)) return undefined
  return local.read(
    identity,
    local.paths.map(path => answers[path]),
  )
}

test('there are four kinds', () => {
  expect(kinds.map(({ kind }) => kind)).toEqual(['ollama', 'lm-studio', 'llama-cpp', 'vllm'])
  expect(Object.keys(localAnswers).slice(0, 4)).toEqual(kinds.map(({ kind }) => kind))
})

test.each(kinds.flatMap(({ kind }) => Object.keys(localAnswers).map(other => [kind, other] as const)))(
  'a server is taken for %s where it answers like %s: only if it is one',
  (kind, answering) => {
    expect(readingOf(kind, answering) !== undefined).toBe(kind === answering)
  },
)

describe('hostile answers', () => {
  const odd = [undefined, null, 7, '', [], {}, { models: 7 }, { data: [{}] }, { data: [null, 7, { id: 7 }] }]
  const models = { models: [null, 7, {}, { name: 'x'.repeat(300) }, { name: 'a\u001b[2J' }, { name: '' }] }

  test.each(kinds.map(({ kind }) => [kind]))('of %s break nothing', kind => {
    const local = localOf(kind)
    for (const identity of odd) {
      expect([true, false]).toContain(local.identify.isOne(identity))
      for (const answer of [...odd, models]) {
        const reading = local.read(identity, [answer, answer])
        expect(reading?.models ?? []).toEqual([])
      }
    }
  })

  test('at most 500 models are read', () => {
    const many = { models: Array.from({ length: 501 }, (_, place) => ({ name: `m${place}` })) }
    expect(localOf('ollama').read({ version: '0.1.0' }, [many, {}])?.models).toHaveLength(500)
  })

  test('numbers that cannot be are unknown', () => {
    const model = { name: 'a', size: -1, details: { parameter_size: 7 } }
    const running = { models: [{ name: 'a', context_length: 1e300 }] }
    const reading = localOf('ollama').read({ version: '0.1.0' }, [{ models: [model] }, running])
    expect(reading?.models).toMatchObject([
      { sizeBytes: undefined, parameterSize: undefined, loadedContextTokens: undefined, isLoaded: true },
    ])
  })
})

describe('the models of', () => {
  test('ollama: size and build from the tags, what is loaded from ps, where :latest is the name without a tag', () => {
    expect(readingOf('ollama', 'ollama')).toMatchObject({
      version: '0.12.6',
      models: [
        {
          name: 'llama3.1:latest',
          revision: 'sha256:one',
          sizeBytes: 4_920_753_328,
          parameterSize: '8.0B',
          quantization: 'Q4_K_M',
          loadedContextTokens: 8192,
          isLoaded: true,
          isRemote: false,
        },
        { name: 'nomic-embed-text:latest', isLoaded: false, isRemote: false },
        { name: 'gpt-oss:120b-cloud', isRemote: true },
        { name: 'glm-4.6:cloud', isRemote: true },
        { name: 'mine:latest', isRemote: true },
      ],
    })
  })

  test('ollama: context, own context and capabilities from show; no list means unknown', () => {
    const { details } = localOf('ollama')
    expect(details?.body('llama3.1:latest')).toEqual({ model: 'llama3.1:latest' })
    expect(details?.read(localAnswers.ollama?.['/api/show llama3.1:latest'])).toEqual({
      contextTokens: 131_072,
      configuredContextTokens: 16_384,
      capabilities: new Set(['completion', 'tools']),
      isRemote: false,
    })
    expect(details?.read({})).toMatchObject({ contextTokens: undefined, capabilities: undefined })
    expect(details?.read({ capabilities: [] })?.capabilities).toEqual(new Set())
    expect(details?.read({ remote_host: 'https://ollama.com:443' })?.isRemote).toBe(true)
    expect(details?.read(undefined)).toBeUndefined()
  })

  test('lm-studio: the type says what a model reads, the list whether it calls tools', () => {
    expect(readingOf('lm-studio', 'lm-studio')?.models).toMatchObject([
      {
        name: 'qwen2-vl-7b-instruct',
        contextTokens: 32_768,
        loadedContextTokens: 4096,
        capabilities: new Set(['completion', 'tools', 'vision']),
        isLoaded: true,
      },
      { name: 'old-model', capabilities: undefined, isLoaded: false, loadedContextTokens: undefined },
      { name: 'text-embedding-nomic', capabilities: new Set(['embedding']) },
    ])
  })

  test('llama-cpp: one model, whose context is that of a slot', () => {
    expect(readingOf('llama-cpp', 'llama-cpp')).toMatchObject({
      slots: 4,
      version: 'b6500-abc',
      models: [
        {
          name: 'gpt-oss-20b',
          parameterSize: '20.9B',
          contextTokens: 131_072,
          loadedContextTokens: 8192,
          capabilities: new Set(['completion', 'vision', 'tools']),
          isLoaded: true,
        },
      ],
    })
  })

  test('vllm: the length that the server was started with', () => {
    expect(readingOf('vllm', 'vllm')).toMatchObject({
      version: '0.11.0',
      models: [{ name: 'Qwen/Qwen3-8B', contextTokens: 40_960, loadedContextTokens: 40_960, isLoaded: true }],
    })
  })
})

describe('a line of a pull', () => {
  const read = (line: unknown) => localOf('ollama').pull?.read(line)

  test.each([
    [{ status: 'pulling manifest' }, { type: 'progress', status: 'pulling manifest', layer: undefined }],
    [
      { status: 'pulling abc', digest: 'sha256:abc', total: 10 },
      {
        type: 'progress',
        status: 'pulling abc',
        layer: { digest: 'sha256:abc', completedBytes: 0, totalBytes: 10 },
      },
    ],
    [
      { status: 'pulling abc', digest: 'sha256:abc', total: 10, completed: 99 },
      { type: 'progress', layer: { completedBytes: 10, totalBytes: 10 } },
    ],
    [
      { status: 'pulling abc', digest: 'sha256:abc', total: -1 },
      { type: 'progress', layer: undefined },
    ],
    [{ status: 'success' }, { type: 'done' }],
    [{ error: 'no space left' }, { type: 'failed', message: 'no space left' }],
    [{ error: 'x'.repeat(9000) }, { type: 'failed', message: 'x'.repeat(300) }],
    [{ status: 7 }, { type: 'unknown' }],
    [{ status: '\u001b[2J' }, { type: 'unknown' }],
    [null, { type: 'unknown' }],
    ['success', { type: 'unknown' }],
  ])('%j', (line, step) => {
    expect(read(line)).toMatchObject(step)
  })
})

test.each([
  [{}, undefined],
  [{ OLLAMA_CONTEXT_LENGTH: '32768' }, 32_768],
  [{ OLLAMA_CONTEXT_LENGTH: '0' }, undefined],
  [{ OLLAMA_CONTEXT_LENGTH: 'many' }, undefined],
])('the environment %j of ollama says with which context models are loaded: %s', (environment, tokens) => {
  expect(localOf('ollama').contextTokensIn?.(environment)).toBe(tokens)
})
