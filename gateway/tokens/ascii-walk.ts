// Finds the ends of pieces in ASCII text with state tables instead of the split patterns. This takes one look-up per byte,
// and per piece only one branch that the processor cannot predict.
import { type CharacterClasses, characterClass } from './character-classes.ts'
import type { EncodingName, PieceEnd } from './splitter.ts'

// Rows are states and columns are kinds of the next byte. A cell is the next state, or what ends the walk before that byte:
// `done`: the piece ends here.
// `space`: the rule for whitespace finds the end.
// `ask`: the code for the whole pattern finds the end.
const tables: Record<EncodingName, string> = {
  o200k_base: `
    state lower upper digit blank gap   newline slash quote other beyond
    start word  head  one   blank gap   space   sign  sign  sign  ask
    head  word  head  done  done  done  done    done  ask   done  ask
    word  word  done  done  done  done  done    done  ask   done  ask
    one   done  done  two   done  done  done    done  done  done  ask
    two   done  done  three done  done  done    done  done  done  ask
    three done  done  done  done  done  done    done  done  done  done
    blank word  head  done  space space space   signs signs signs ask
    gap   word  head  done  space space space   done  done  done  ask
    sign  word  head  done  done  done  tail    signs signs signs ask
    signs done  done  done  done  done  tail    signs signs signs ask
    tail  done  done  done  done  done  tail    tail  done  done  done`,
  cl100k_base: `
    state lower upper digit blank gap   newline slash quote other beyond
    start word  word  one   blank gap   space   sign  quote sign  ask
    word  word  word  done  done  done  done    done  done  done  ask
    one   done  done  two   done  done  done    done  done  done  ask
    two   done  done  three done  done  done    done  done  done  ask
    three done  done  done  done  done  done    done  done  done  done
    blank word  word  done  space space space   signs signs signs ask
    gap   word  word  done  space space space   done  done  done  ask
    sign  word  word  done  done  done  tail    signs signs signs ask
    quote ask   ask   done  done  done  tail    signs signs signs ask
    signs done  done  done  done  done  tail    signs signs signs ask
    tail  done  done  done  done  done  tail    done  done  done  done`,
}

const columns = 16
const actions = ['done', 'space', 'ask']

/**
 * Makes a splitter that walks through ASCII. Where the table does not say where a piece ends, it calls `whitespaceEnd` or
 * `wholePatternEnd`.
 */
export function createAsciiWalk(
  name: EncodingName,
  classes: CharacterClasses,
  whitespaceEnd: PieceEnd,
  wholePatternEnd: PieceEnd,
): PieceEnd {
  const { cells, done, space } = compile(tables[name])
  const columnOf = columnsOf(tables[name], classes)

  return (bytes, start, end) => {
    let state = 0
    let at = start
    while (at < end) {
      state = cells[state | (columnOf[bytes[at] as number] as number)] as number
      if (state >= done) {
        if (state === done) return at
        return state === space ? whitespaceEnd(bytes, start, end) : wholePatternEnd(bytes, start, end)
      }
      at++
    }
    return wholePatternEnd(bytes, start, end)
  }
}

/** Numbers the states in multiples of `columns`, so that `state | column` is the position of a cell. */
function compile(table: string) {
  const rows = rowsOf(table).slice(1)
  const names = [...rows.map(row => row[0]), ...actions]
  const cells = new Uint8Array(rows.length * columns)
  for (const [index, row] of rows.entries())
    cells.set(
      row.slice(1).map(cell => names.indexOf(cell) * columns),
      index * columns,
    )
  return { cells, done: names.indexOf('done') * columns, space: names.indexOf('space') * columns }
}

function columnsOf(table: string, classes: CharacterClasses): Uint8Array {
  const heading = rowsOf(table)[0]?.slice(1) ?? []
  const { upper, lower, number, space, newline } = characterClass
  const kinds = new Map<number, string>([
    [upper, 'upper'],
    [lower, 'lower'],
    [number, 'digit'],
    [space, 'gap'],
    [newline, 'newline'],
  ])
  const special = new Map<number, string>([
    [0x20, 'blank'],
    [0x2f, 'slash'],
    [0x27, 'quote'],
  ])
  return Uint8Array.from({ length: 0x100 }, (_, byte) => {
    if (byte >= 0x80) return heading.indexOf('beyond')
    return heading.indexOf(special.get(byte) ?? kinds.get(classes.of(byte)) ?? 'other')
  })
}

function rowsOf(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/))
}
