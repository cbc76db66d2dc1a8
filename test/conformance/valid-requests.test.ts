// Random valid requests of each format, written in each format: none is refused without a reason, none makes the translation
// fail, and what is written is what the official SDK of the provider's format could have sent, as far as its types say.
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { Receipt } from '../../gateway/chat/receipt.ts'
import { GatewayError } from '../../gateway/errors.ts'
import { formatNames, formats, type WireFormat } from '../../gateway/formats/index.ts'
import { type Rejected, rejectedByTypes, type TypedValue } from '../support/rejected-by-types.ts'
import type { SdkRequests } from './sdk-types.ts'
import { parsedRequest, type ValidRequest } from './valid-requests/valid-request.ts'

/** Models of each format that differ in what they are sent. */
const models: Readonly<Record<keyof SdkRequests, readonly string[]>> = {
  'openai-chat': ['gpt-4o-mini', 'gpt-5'],
  'openai-responses': ['gpt-4o-mini', 'gpt-5'],
  'anthropic-messages': ['claude-sonnet-4-5', 'claude-opus-4-8', 'claude-3-5-haiku-latest'],
  'gemini-generate': ['gemini-2.0-flash', 'gemini-2.5-flash', 'gemini-3-pro'],
  'gemini-generate-array': ['gemini-2.5-flash'],
  'ollama-chat': ['qwen3', 'gpt-oss:20b'],
}
const folder = new URL('./valid-requests/', import.meta.url)
const targets = formatNames.filter(format => formats[format].provider.translation)
const callers = formatNames.filter(format => formats[format].caller.translation)
const hasRequests = (format: WireFormat) => existsSync(new URL(`${format}.ts`, folder))
const hasTypes = (format: WireFormat) => format in models

test('every format that is translated has its random requests and the types of its SDK here', () => {
  const without = (has: typeof hasTypes) => (format: WireFormat) => !has(format)
  const generator = 'add a generator of its requests to test/conformance/valid-requests'
  expect(callers.filter(without(hasRequests)), generator).toEqual([])
  const types = 'add the type of its requests to test/conformance/sdk-types.ts, and models here'
  expect(targets.filter(without(hasTypes)), types).toEqual([])
})

async function requestsOf(format: WireFormat): Promise<fc.Arbitrary<ValidRequest>> {
  const file = (await import(new URL(`${format}.ts`, folder).href)) as {
    readonly requests: fc.Arbitrary<ValidRequest>
  }
  return file.requests
}

function write(caller: WireFormat, target: WireFormat, model: string, asked: ValidRequest): unknown {
  const { readConversation } = formats[caller].caller.translation ?? {}
  const { writeRequest } = formats[target].provider.translation ?? {}
  if (!readConversation || !writeRequest) throw new Error('It is not translated')
  const receipt = new Receipt()
  const { body } = writeRequest(readConversation(parsedRequest(asked), receipt), { model }, receipt)
  return JSON.parse(JSON.stringify(body))
}

interface Pair {
  readonly pair: string
  readonly written: unknown[]
  readonly refused: string[]
  /** One at most: they tend to be many of the same. */
  rejected: Rejected<TypedValue> | undefined
}

const runs = 60
/** The compiler is a process of its own, which a busy machine lets wait. */
const compilingAtMostMs = 180_000

async function writeMany(caller: WireFormat, target: WireFormat): Promise<Pair> {
  const asked = await requestsOf(caller)
  const written: unknown[] = []
  const refused: string[] = []
  fc.assert(
    fc.property(asked, fc.constantFrom(...models[target as keyof SdkRequests]), (request, model) => {
      try {
        written.push(write(caller, target, model, request))
      } catch (error) {
        if (!(error instanceof GatewayError) || error.code !== 'request_invalid') throw error
        refused.push(error.message)
      }
    }),
    { numRuns: runs },
  )
  return { pair: `${caller} to ${target}`, written, refused, rejected: undefined }
}

const pairs = await Promise.all(
  callers
    .filter(hasRequests)
    .flatMap(caller => targets.filter(hasTypes).map(target => writeMany(caller, target))),
)

describe('random valid requests', () => {
  // The compiler is asked once: reading the types of the SDKs is what takes it its time.
  beforeAll(async () => {
    const values = pairs.flatMap(({ pair, written }) =>
      written.map(value => ({ type: `SdkRequests['${pair.split(' to ')[1]}']`, value, pair })),
    )
    const rejected = await rejectedByTypes(values, {
      names: ['SdkRequests'],
      file: 'conformance/sdk-types.ts',
    })
    for (const each of pairs) each.rejected = rejected.find(({ pair }) => pair === each.pair)
  }, compilingAtMostMs)

  // Sound, for one: the answer would make no sense without it.
  test.each(pairs)('$pair: only what the provider cannot take at all is refused', ({ refused, written }) => {
    expect(refused.filter(message => !message.includes('provider does not take'))).toEqual([])
    expect(written.length).toBeGreaterThan(runs / 4)
  })

  test.each(pairs)('$pair: the SDK’s types take what is written', ({ rejected }) => {
    expect(rejected).toBeUndefined()
  })
})

test('what the types do not take is noticed', { timeout: compilingAtMostMs }, async () => {
  const type = "SdkRequests['openai-chat']"
  const messages = [{ role: 'user', content: 'Hi' }]
  const rejected = await rejectedByTypes(
    [
      { type, value: { model: 'm', messages } },
      { type, value: { model: 'm', messages, maxTokens: 1 } },
      { type, value: { model: 'm', messages: [{ role: 'user', content: 7 }] } },
    ],
    { names: ['SdkRequests'], file: 'conformance/sdk-types.ts' },
  )
  expect(rejected.map(({ because }) => because)).toEqual([
    expect.stringContaining('maxTokens'),
    expect.stringContaining('number'),
  ])
})
