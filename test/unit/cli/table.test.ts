import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displayWidth, formatTable, printable, printableJson } from '../../../gateway/cli/table.ts'

interface Row {
  readonly name: string
  readonly count: number
}

const columns = [
  { title: 'NAME', text: (row: Row) => row.name },
  { title: 'COUNT', text: (row: Row) => String(row.count), align: 'end' as const },
  { title: 'AGAIN', text: (row: Row) => row.name },
]

describe('a table', () => {
  test('lines up its columns, numbers at their end, with nothing trailing', () => {
    const lines = formatTable(columns, [
      { name: 'a', count: 1 },
      { name: 'longer', count: 12345 },
    ])
    expect(lines).toEqual(['NAME    COUNT  AGAIN', 'a           1  a', 'longer  12345  longer'])
  })

  test('lines up East Asian text, accents and emoji', () => {
    const names = ['ノート', 'cafe\u0301', '🔑 key', '👩‍💻', 'plain']
    const lines = formatTable(
      columns,
      names.map(name => ({ name, count: 7 })),
    )
    const starts = lines.slice(1).map((line, index) => {
      const name = names[index] ?? ''
      return displayWidth(line.slice(0, line.lastIndexOf(name)))
    })
    expect(new Set(starts).size).toBe(1)
  })

  test('keeps a minimum width for rows yet to come', () => {
    const [line] = formatTable(
      [
        { title: 'A', text: String, minimumWidth: 5 },
        { title: 'B', text: String },
      ],
      [],
    )
    expect(line).toBe('A      B')
  })

  test('is the same width in every row, whatever the names are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), names => {
        const rows = names.map(name => ({ name, count: 1 }))
        const lines = formatTable([columns[0], { title: '|', text: () => '|' }] as typeof columns, rows)
        expect(new Set(lines.map(line => displayWidth(line))).size).toBe(1)
      }),
    )
  })
})

describe('text from outside', () => {
  test('cannot repaint the terminal', () => {
    expect(printable('a\u001b[2Jb\u009b1mc\u202ed\r\ne')).toBe('a\ufffd[2Jb\ufffd1mc\ufffdd\ufffd\ufffde')
    expect(printable('ノート é 🔑')).toBe('ノート é 🔑')
  })

  test('cannot do so through JSON, and arrives unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const json = printableJson({ text })
        expect(json).toBe(printable(json))
        expect(JSON.parse(json)).toEqual({ text })
      }),
    )
    expect(printableJson('\u009b')).toBe(String.raw`"\u009b"`)
  })
})
