// Holds the rank data of js-tiktoken in flat arrays over shared memory. As strings in Maps they would take 160 MB.
import { codePoints } from './character-classes.ts'
import { addMerge, type MergeTable, noMerge } from './merge-table.ts'
import { createMergeWindow } from './merge-window.ts'
import { fillPieceSlots, type PieceIndex, readAheadBytes } from './piece-index.ts'
import type { EncodingName } from './splitter.ts'
import { codePointAt, widthOf } from './utf8.ts'

const blank = 0x20
const padding = 0x3d
const base64Values = new Uint8Array(0x80)
for (const [value, character] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries())
  base64Values[character.charCodeAt(0)] = value

/** All arrays are in SharedArrayBuffers, so posting a table to a worker copies nothing. */
export interface RankTable extends PieceIndex, MergeTable {
  readonly name: EncodingName
  /** See CharacterClasses.known. Each thread fills in the classes that it is the first to need. */
  readonly characterClasses: Uint8Array<SharedArrayBuffer>
}

/** Reads an encoding's ranks and builds its table. That takes about 100 ms, so keep the result. */
export async function loadRankTable(name: EncodingName): Promise<RankTable> {
  // Two import calls with constant paths, so that a bundler sees both.
  const ranks =
    name === 'o200k_base'
      ? await import('js-tiktoken/ranks/o200k_base')
      : await import('js-tiktoken/ranks/cl100k_base')
  return buildRankTable(name, ranks.default.bpe_ranks)
}

/** Reads js-tiktoken's form: one line with `! 0` and then each token in base64, in the order of the ranks. */
export function buildRankTable(name: EncodingName, ranks: string): RankTable {
  const { tokenBytes, tokenOffsets } = decodeTokens(ranks)
  const slotNumbers = 4 * powerOfTwo(tokenOffsets.length) // two numbers per slot, and at least half of the slots free
  const table: RankTable = {
    name,
    characterClasses: new Uint8Array(new SharedArrayBuffer(codePoints)),
    tokenBytes,
    tokenOffsets,
    longestTokenBytes: tokenOffsets.reduce(
      (longest, end, id) => Math.max(longest, end - (tokenOffsets[id - 1] ?? 0)),
      0,
    ),
    pieceSlots: sharedNumbers(slotNumbers),
    byteIds: sharedNumbers(0x100),
    byteMerges: sharedNumbers(0x10000).fill(noMerge),
    mergeSlots: sharedNumbers(slotNumbers).fill(-1),
    mergeFilter: sharedNumbers(slotNumbers >> 4),
    characterIds: sharedNumbers(0x10000).fill(noMerge),
    borderRanks: sharedNumbers(0x10000).fill(noMerge),
  }
  fillPieceSlots(table)
  fillBorders(table)
  fillMerges(table)
  return table
}

function sharedNumbers(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * length))
}

function decodeTokens(ranks: string): Pick<PieceIndex, 'tokenBytes' | 'tokenOffsets'> {
  const header = '! 0 '
  if (!ranks.startsWith(header)) throw new Error('The ranks do not begin with rank 0.')
  const source = Buffer.from(`${ranks.slice(header.length).trimEnd()} `, 'latin1')
  const decoded = new Uint8Array(source.length)
  const offsets = [0]
  let length = 0
  let bits = 0
  let bitCount = 0
  for (let at = 0; at < source.length; at++) {
    const character = source[at] as number
    if (character === blank) {
      offsets.push(length)
      bitCount = 0
    } else if (character !== padding) {
      bits = (bits << 6) | (base64Values[character] as number)
      bitCount += 6
      if (bitCount >= 8) {
        bitCount -= 8
        decoded[length++] = bits >> bitCount
      }
    }
  }
  const tokenBytes = new Uint8Array(new SharedArrayBuffer(length + readAheadBytes))
  tokenBytes.set(decoded.subarray(0, length))
  const tokenOffsets = sharedNumbers(offsets.length)
  tokenOffsets.set(offsets)
  return { tokenBytes, tokenOffsets }
}

/** See MergeTable.borderRanks. */
function fillBorders({ tokenBytes, tokenOffsets, borderRanks }: RankTable): void {
  for (let id = 0; id < tokenOffsets.length - 1; id++) {
    const start = tokenOffsets[id] as number
    const end = tokenOffsets[id + 1] as number
    if (isWholeCharacters(tokenBytes, start, end)) continue
    for (let at = start + 1; at < end; at++) {
      if (isContinuation(tokenBytes[at] as number)) continue
      const border = ((tokenBytes[at - 1] as number) << 8) | (tokenBytes[at] as number)
      borderRanks[border] = Math.min(borderRanks[border] as number, id)
    }
  }
}

/**
 * Merges the bytes of each token, using only tokens of lower ranks. The last two parts are the token's pair. This also
 * checks that ranks rise along every run of merges, which characterIds and mergeSlots depend on.
 */
function fillMerges(table: RankTable): void {
  const { tokenBytes, tokenOffsets, byteIds, byteMerges, characterIds } = table
  const { ids, next, merge } = createMergeWindow(table, powerOfTwo(table.longestTokenBytes))
  for (let id = 0; id < tokenOffsets.length - 1; id++) {
    const start = tokenOffsets[id] as number
    const length = (tokenOffsets[id + 1] as number) - start
    const first = tokenBytes[start] as number
    if (length === 1) {
      byteIds[first] = id
      continue
    }
    const parts = merge(tokenBytes, start, length)
    const second = next[0] as number
    if (second === parts || next[second] !== parts)
      throw new Error(`The token of rank ${id} is not a pair of lower ranks.`)
    addMerge(table, ids[0] as number, ids[second] as number, id)
    if (length === 2) byteMerges[(first << 8) | (tokenBytes[start + 1] as number)] = id
    if (length <= 3 && isWholeCharacters(tokenBytes, start, start + length) && widthOf(first) === length)
      characterIds[codePointAt(tokenBytes, start)] = id
  }
}

function isWholeCharacters(bytes: Uint8Array, start: number, end: number): boolean {
  let last = end - 1
  while (last > start && isContinuation(bytes[last] as number)) last--
  return last + widthOf(bytes[last] as number) === end && !isContinuation(bytes[start] as number)
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

/** The lowest power of two that is at least `number`. */
function powerOfTwo(number: number): number {
  return 2 ** Math.ceil(Math.log2(number))
}
