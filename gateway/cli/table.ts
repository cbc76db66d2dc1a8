/**
 * Makes text from outside safe to print. A model's name, for one, may contain escape sequences that control a
 * terminal.
 */
export function printable(text: string): string {
  // Replaces C0 and C1 control characters, and the characters that change the direction of text.
  return text.replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
}

/** JSON that is safe to print in a terminal. JSON.stringify escapes C0 control characters, but not DEL and C1. */
export function printableJson(value: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, escaped)
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const wide =
  /^(?:\p{Emoji_Presentation}|.\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}])/u

/**
 * How many terminal columns a text takes: two for an East Asian wide character or an emoji, one for any other
 * character.
 */
export function displayWidth(text: string): number {
  let columns = 0
  for (const { segment } of graphemes.segment(text)) columns += wide.test(segment) ? 2 : 1
  return columns
}

export interface Column<Row> {
  readonly title: string
  readonly text: (row: Row) => string
  /** Aligned to the right, as numbers should be. */
  readonly align?: 'end'
  /** In terminal columns. For rows that are printed one by one, when the widest is not known yet. */
  readonly minimumWidth?: number
}

/** The table's lines, beginning with the titles, with two spaces between columns and none at the end of a line. */
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
