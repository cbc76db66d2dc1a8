import type { Content, FunctionDeclaration, Part } from '@google/genai'
import fc from 'fast-check'
import type { GeneratedContentBody, Wire } from '../sdk-types.ts'
import {
  amount,
  calls,
  conversationOf,
  input,
  name,
  optional,
  pdf,
  png,
  schema,
  someText,
  url,
} from './valid-request.ts'

const part: fc.Arbitrary<Part> = fc.oneof(
  someText.map((said): Part => ({ text: said })),
  fc.constantFrom<Part[]>(
    { inlineData: { mimeType: 'image/png', data: png } },
    { inlineData: { mimeType: 'application/pdf', data: pdf } },
    { inlineData: { mimeType: 'audio/wav', data: 'AAAA' } },
  ),
  url.map((fileUri): Part => ({ fileData: { fileUri, mimeType: 'image/png' } })),
)
const asked = fc.array(part, { minLength: 1, maxLength: 3 })
const answered: fc.Arbitrary<Part[]> = fc
  .tuple(someText, optional({ thoughtSignature: fc.constant('c2ln') }))
  .map(([said, rest]) => [
    { text: 'Hm', thought: true },
    { text: said, ...rest },
  ])
const spoken: fc.Arbitrary<readonly Content[]> = fc
  .tuple(asked, answered)
  .map(([question, answer]): Content[] => [
    { role: 'user', parts: question },
    { role: 'model', parts: answer },
  ])
const called: fc.Arbitrary<readonly Content[]> = fc
  .tuple(calls, asked, input, name, fc.boolean())
  .map(([numbers, question, args, tool, hasIds]): Content[] => {
    const id = (number: number) => (hasIds ? { id: `call_${number}` } : {})
    return [
      { role: 'user', parts: question },
      {
        role: 'model',
        parts: numbers.map(number => ({
          functionCall: { ...id(number), name: tool, args },
          thoughtSignature: 'c2ln',
        })),
      },
      {
        role: 'user',
        parts: numbers.map(number => ({
          functionResponse: { ...id(number), name: tool, response: { output: args } },
        })),
      },
      { role: 'model', parts: [{ text: 'So.' }] },
    ]
  })

const declaration: fc.Arbitrary<FunctionDeclaration> = fc
  .tuple(name, someText, schema)
  .map(([toolName, description, parametersJsonSchema]) => ({
    name: toolName,
    description,
    parametersJsonSchema,
  }))
const equipped: fc.Arbitrary<Partial<GeneratedContentBody>> = fc
  .uniqueArray(declaration, { minLength: 1, maxLength: 3, selector: each => each.name })
  .chain(functionDeclarations =>
    optional<Pick<GeneratedContentBody, 'toolConfig'>>({
      toolConfig: fc.oneof(
        fc
          .constantFrom('AUTO' as const, 'NONE' as const, 'ANY' as const)
          .map(mode => ({ functionCallingConfig: { mode } })),
        fc.constantFrom(...functionDeclarations).map(each => ({
          functionCallingConfig: { mode: 'ANY' as const, allowedFunctionNames: [each.name ?? ''] },
        })),
      ),
    }).map(rest => ({
      tools: [{ functionDeclarations }] as GeneratedContentBody['tools'] & object,
      ...rest,
    })),
  )

type Config = NonNullable<GeneratedContentBody['generationConfig']>
const generationConfig = optional<Config>({
  candidateCount: fc.integer({ min: 1, max: 3 }),
  frequencyPenalty: amount,
  maxOutputTokens: fc.integer({ min: 1, max: 9000 }),
  presencePenalty: amount,
  seed: fc.integer(),
  stopSequences: fc.array(someText, { maxLength: 4 }),
  temperature: amount,
  thinkingConfig: fc.constantFrom<NonNullable<Config['thinkingConfig']>[]>(
    { thinkingBudget: 1024, includeThoughts: true },
    { thinkingBudget: 0 },
    { thinkingBudget: -1 },
    { thinkingLevel: 'HIGH' },
  ),
  topK: fc.integer({ min: 1, max: 100 }),
  topP: amount,
})
const format: fc.Arbitrary<Config> = fc.oneof(
  fc.constantFrom<Config[]>({}, { responseMimeType: 'application/json' }),
  schema.map((responseJsonSchema): Config => ({ responseMimeType: 'application/json', responseJsonSchema })),
)

const settings = optional<GeneratedContentBody>({
  systemInstruction: fc.array(someText, { minLength: 1, maxLength: 2 }).map(said => ({
    parts: said.map(each => ({ text: each })),
  })),
  generationConfig: fc.tuple(generationConfig, format).map(([config, rest]) => ({ ...config, ...rest })),
})

export const requests = fc
  .tuple(
    conversationOf(spoken, called),
    asked,
    fc.constantFrom('generateContent', 'streamGenerateContent'),
    settings,
    fc.oneof(equipped, fc.constant({})),
  )
  .map(([said, parts, method, rest, more]) => ({
    path: `/v1beta/models/m:${method}`,
    body: {
      ...rest,
      ...more,
      contents: [...said, { role: 'user', parts }] as Wire<Content>[],
    } satisfies GeneratedContentBody,
  }))
