// Counts tokens exactly as OpenAI's tiktoken does: the encoding's pattern splits the text into pieces, and byte-pair merges
// turn each piece into tokens.
import { createBytePairMerge } from './byte-pair-merge.ts'
import { type CharacterClasses, characterClass, createCharacterClasses } from './character-classes.ts'
import { createPieceFinder, readAheadBytes, viewOf } from './piece-index.ts'
import type { RankTable } from './rank-table.ts'
import { createSplitter, type EncodingName } from './splitter.ts'

export { loadRankTable, type RankTable } from './rank-table.ts'
export type { EncodingName } from './splitter.ts'

export interface Encoding {
  readonly name: EncodingName
  /**
   * Counts the tokens of the text. What looks like a special token is counted as ordinary text, and a lone surrogate as
   * U+FFFD.
   */
  count(text: string): number
  /** Gives the tokens' ids. It takes as long as counting, and memory for the ids. */
  encode(text: string): Uint32Array
}

interface Chunk {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly lengthBytes: number
}

const chunkUnits = 32 * 1024
const bytesPerUnit = 3 // at most: a surrogate pair has two units and takes 4 bytes

/**
 * Makes an encoding from a table. It takes only about 300 kB beside the table, so each thread has its own. It is not
 * re-entrant, because its buffers are reused.
 */
export function createEncoding(table: RankTable): Encoding {
  const classes = createCharacterClasses(table.characterClasses)
  const pieceEnd = createSplitter(table.name, classes)
  const findPiece = createPieceFinder(table)
  const merge = createBytePairMerge(table)
  const toChunk = createChunker()

  /** Returns the number of tokens. If `out` is given, writes their ids to it. */
  function encodeChunk(
    { bytes, view, lengthBytes }: Chunk,
    out: Uint32Array | undefined,
    outStart: number,
  ): number {
    let count = 0
    for (let start = 0; start < lengthBytes; ) {
      const end = pieceEnd(bytes, start, lengthBytes)
      const id = findPiece(view, start, end)
      if (id < 0) count += merge(bytes, start, end, out, outStart + count)
      else {
        if (out !== undefined) out[outStart + count] = id
        count++
      }
      start = end
    }
    return count
  }

  function count(text: string): number {
    let total = 0
    for (let start = 0, end = 0; start < text.length; start = end) {
      end = chunkEnd(text, start, classes)
      total += encodeChunk(toChunk(text.slice(start, end)), undefined, 0)
    }
    return total
  }

  function encode(text: string): Uint32Array {
    let out = new Uint32Array(Math.ceil(text.length / 2))
    let total = 0
    for (let start = 0, end = 0; start < text.length; start = end) {
      end = chunkEnd(text, start, classes)
      const chunk = toChunk(text.slice(start, end))
      out = withRoomFor(out, total + chunk.lengthBytes)
      total += encodeChunk(chunk, out, total)
    }
    return out.slice(0, total)
  }

  return { name: table.name, count, encode }
}

/**
 * Encodes texts as UTF-8 into a buffer that is reused. A longer chunk, in which no place to cut was found, gets a new buffer
 * that is not kept afterwards.
 */
function createChunker(): (text: string) => Chunk {
  const utf8 = new TextEncoder()
  const usualBytes = 2 * bytesPerUnit * chunkUnits
  const usual = new Uint8Array(usualBytes + readAheadBytes)
  const usualView = viewOf(usual)

  return text => {
    if (text.length * bytesPerUnit <= usualBytes)
      return { bytes: usual, view: usualView, lengthBytes: utf8.encodeInto(text, usual).written }
    const bytes = new Uint8Array(Buffer.byteLength(text) + readAheadBytes)
    return { bytes, view: viewOf(bytes), lengthBytes: utf8.encodeInto(text, bytes).written }
  }
}

/** Finds a place to cut the text. In both patterns a new piece always begins at a blank that does not follow whitespace. */
function chunkEnd(text: string, start: number, classes: CharacterClasses): number {
  const whitespace = characterClass.space | characterClass.newline
  let end = text.indexOf(' ', start + chunkUnits)
  while (end > 0 && (classes.of(text.charCodeAt(end - 1)) & whitespace) !== 0)
    end = text.indexOf(' ', end + 1)
  return end < 0 ? text.length : end
}

function withRoomFor(ids: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= ids.length) return ids
  const larger = new Uint32Array(Math.max(length, 2 * ids.length))
  larger.set(ids)
  return larger
}
