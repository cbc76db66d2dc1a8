// What random requests of all formats are made of. `test/conformance/valid-requests.test.ts` says what is done with them.
import fc from 'fast-check'
import type { ParsedRequest } from '../../../gateway/chat/translation.ts'

/** A request as a client of the format would send it. */
export interface ValidRequest {
  readonly path: string
  readonly body: object
}

export function parsedRequest({ body, path }: ValidRequest): ParsedRequest {
  return {
    head: { path, query: '', headers: {} },
    // As it comes from the wire.
    body: JSON.parse(JSON.stringify(body)) as ParsedRequest['body'],
  }
}

export const text = fc.oneof(
  fc.constantFrom('Hallo', 'x', 'Grüße 🌦', '{"a":1}'),
  fc.string({ maxLength: 12 }),
)
export const someText = text.filter(said => said.trim() !== '')
export const name = fc.constantFrom('get_weather', 'read-file', 'A1')
export const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
export const pdf = Buffer.from('%PDF-1.4').toString('base64')
export const url = fc.constantFrom('https://example.com/a.png', 'http://example.com/b')
export const input = fc.dictionary(fc.constantFrom('city', 'days', 'ü'), fc.jsonValue({ maxDepth: 2 }), {
  noNullPrototype: true,
})
export const amount = fc.double({ min: 0, max: 1, noNaN: true })

export const schema = fc.constantFrom<Readonly<Record<string, unknown>>[]>(
  { type: 'object', properties: {} },
  {
    type: 'object',
    properties: {
      city: { type: 'string', description: 'Where' },
      days: { type: ['integer', 'null'], minimum: 1 },
    },
    required: ['city'],
    additionalProperties: false,
  },
  {
    type: 'object',
    properties: {
      tree: { $ref: '#/$defs/node' },
      kind: { enum: ['a', 'b', null] },
      any: {
        anyOf: [
          { type: 'string', format: 'date-time' },
          { type: 'array', items: { type: 'number' } },
        ],
      },
      fixed: { const: 7 },
    },
    $defs: { node: { type: 'object', properties: { value: { type: 'string', pattern: '^a' } } } },
  },
)

/** Each of the members may be missing. */
export function optional<Type extends object>(
  members: {
    readonly [Name in keyof Type]?: fc.Arbitrary<Exclude<Type[Name], undefined>>
  },
): fc.Arbitrary<Partial<Type>> {
  return fc.record(members as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: [],
  }) as fc.Arbitrary<unknown> as fc.Arbitrary<Partial<Type>>
}

/** A conversation: what people and the model say, and calls that are all answered. */
export function conversationOf<Message>(
  spoken: fc.Arbitrary<readonly Message[]>,
  called: fc.Arbitrary<readonly Message[]>,
): fc.Arbitrary<Message[]> {
  return fc
    .tuple(spoken, fc.array(fc.oneof(spoken, called), { maxLength: 4 }))
    .map(([first, rest]) => [...first, ...rest.flat()])
}

/** Numbers for some calls of one turn, of which each needs an id of its own. */
export const calls = fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 3 })
