/** Text from outside made safe to print: a model's name may hold escape sequences that repaint a terminal. */
export function printable(text: string): string {
  // C0 and C1 controls, and the marks that reorder text.
  return text.replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
}

/** JSON that a terminal cannot be repainted with either: JSON itself leaves DEL and C1 controls as they are. */
export function printableJson(value: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, escaped)
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const wide =
  /^(?:\p{Emoji_Presentation}|.\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}])/u

/** Terminal columns: two for East Asian wide characters and emoji, one for any other character with its accents. */
export function displayWidth(text: string): number {
  let columns = 0
  for (const { segment } of graphemes.segment(text)) columns += wide.test(segment) ? 2 : 1
  return columns
}

export interface Column<Row> {
  readonly title: string
  readonly text: (row: Row) => string
  /** Numbers line up at their end. */
  readonly align?: 'end'
  /** For rows that come one by one, whose widest is not known yet. */
  readonly minimumWidth?: number
}

/** The table's lines, the titles first, two spaces between columns, nothing trailing. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map(row => columns.map(({ text }) => printable(text(row)))),
  ]
  const widths = columns.map(({ minimumWidth = 0 }, index) =>
    Math.max(minimumWidth, ...cells.map(line => displayWidth(line[index] ?? ''))),
  )
  return cells.map(line =>
    line
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align))
      .join('  ')
      .trimEnd(),
  )
}

function pad(cell: string, width: number, align: 'end' | undefined): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(cell)))
  return align === 'end' ? space + cell : cell + space
}
