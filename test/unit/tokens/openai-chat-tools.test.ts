import { describe, expect, test } from 'vitest'
import { renderFunctions } from '../../../gateway/formats/openai-chat/tool-tokens.ts'
import { doStuff, object, recipe } from './function-samples.ts'

describe('functions as models are shown them', () => {
  const shown = (parameters: unknown, description?: string) =>
    renderFunctions([{ name: 'f', description, parameters }])
      .split('\n')
      .slice(2, -2)
      .join('\n')

  test('are types in a namespace, described by comments', () => {
    expect(renderFunctions([doStuff, { ...doStuff, name: 'g', description: 'Does it.' }])).toBe(
      'namespace functions {\n\ntype do_stuff = () => any;\n\n// Does it.\ntype g = () => any;\n\n} // namespace functions',
    )
  })

  test('have optional and required, nested and listed properties', () => {
    expect(shown(recipe)).toBe(
      [
        'type f = (_: {',
        'ingredients: {',
        '  name: string,',
        '  unit: "grams" | "ml" | "cups" | "pieces" | "teaspoons",',
        '  amount: number,',
        '}[],',
        '// Steps to prepare the recipe (no numbering)',
        'instructions: string[],',
        '// Total time to prepare the recipe in minutes',
        'time_to_cook: number,',
        '}) => any;',
      ].join('\n'),
    )
    expect(shown(object({ a: { type: 'integer' }, b: { type: 'array' } }, ['b']), 'Says.')).toBe(
      '// Says.\ntype f = (_: {\na?: number,\nb: any[],\n}) => any;',
    )
  })

  test.each([
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ enum: [1, null, 'x'] }, '1 | null | "x"'],
    [{ const: 'fixed' }, '"fixed"'],
    [{ anyOf: [{ type: 'boolean' }, { type: 'array', items: { type: 'number' } }] }, 'boolean | number[]'],
    [{ oneOf: [{ type: 'null' }, object({ b: { type: 'string' } })] }, 'null | {\n  b?: string,\n}'],
    [{ properties: { b: {} } }, '{\n  b?: {},\n}'],
    [{ type: 'object' }, 'object'],
  ])('have the type of %j', (schema, type) => {
    expect(shown(object({ a: schema }))).toBe(`type f = (_: {\na?: ${type},\n}) => any;`)
  })

  test.each([
    { $ref: '#/$defs/item' },
    { type: 'constructor' },
    { type: 'tuple' },
    { allOf: [{ type: 'string' }] },
    { type: 'object', additionalProperties: { type: 'string' } },
    true,
    17,
  ])('fall back to the JSON of %j', schema => {
    expect(shown(object({ a: schema }))).toBe(`type f = (_: {\na?: ${JSON.stringify(schema)},\n}) => any;`)
  })

  test('lose nothing that only their JSON can say', () => {
    const $defs = { item: { type: 'string', description: 'Deep in the definitions' } }
    expect(shown({ ...object({ a: { $ref: '#/$defs/item' } }), $defs })).toContain(JSON.stringify($defs))
    expect(shown({ anyOf: [object({ a: { type: 'string' } })] })).toContain('a?: string')
    expect(shown('no schema')).toContain('no schema')
    const custom = { type: 'custom', custom: { name: 'free', description: 'Any text' } }
    expect(renderFunctions([custom, null])).toContain(JSON.stringify(custom))
  })
})
