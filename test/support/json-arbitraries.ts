// JSON texts in every form that RFC 8259 allows, including forms that no serialiser would write.
import fc from 'fast-check'

const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n', '   ')

const characters = fc.constantFrom(
  ...['a', 'Z', '0', ' ', 'é', '世', '👋', '\u2028', '\x7f', '\u{feff}', '<', '&'],
  ...['\\n', '\\"', '\\\\', '\\/', '\\b', '\\u0041', '\\u00E9', '\\ud83d\\udc4b', '\\ud800', '\\u0000'],
)
export const stringText = fc.array(characters, { maxLength: 12 }).map(parts => `"${parts.join('')}"`)

const scalarText = fc.oneof(
  stringText,
  fc.constantFrom('null', 'true', 'false', '0', '-0', '1.0', '1e3', '1E+400', '0.1e-7'),
  fc.constantFrom('12345678901234567890', '3.141592653589793238462643'),
)

/** Any value. Keys of its objects may repeat. */
export const valueText: fc.Arbitrary<string> = fc.letrec<{ value: string }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalarText,
    fc.array(spaced(tie('value')), { maxLength: 4 }).map(items => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(spaced(stringText), spaced(tie('value'))), { maxLength: 4 })
      .map(members => `{${members.map(([key, value]) => `${key}:${value}`).join(',')}}`),
  ),
})).value

function spaced(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(space, text, space).map(parts => parts.join(''))
}

/** An object with these members in any order, with any white space, and with other members that no format knows. */
export function objectText(members: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  const unknown = fc.array(spaced(valueText), { maxLength: 4 })
  return fc
    .tuple(
      fc.record(members),
      unknown,
      fc.array(space, { minLength: 40, maxLength: 40 }),
      fc.infiniteStream(fc.nat()),
    )
    .map(([known, others, spaces, random]) => {
      const all = [
        ...Object.entries(known),
        ...others.map((value, index) => [`unknown-${index}\\u00e9`, value] as const),
      ]
      const order = all.map(member => ({ member, rank: random.next().value })).sort((a, b) => a.rank - b.rank)
      const pad = () => spaces.pop() ?? ''
      const written = order.map(
        ({ member: [key, value] }) => `${pad()}"${key}"${pad()}:${pad()}${value}${pad()}`,
      )
      return `${pad()}{${written.join(',')}}${pad()}`
    })
}
