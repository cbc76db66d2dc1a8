import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBytePairMerge } from '../../../gateway/tokens/byte-pair-merge.ts'
import { loadRankTable, type RankTable } from '../../../gateway/tokens/rank-table.ts'
import { anyText } from './any-text.ts'

const tables = {
  o200k_base: await loadRankTable('o200k_base'),
  cl100k_base: await loadRankTable('cl100k_base'),
}

function tokenOf(table: RankTable, id: number): Buffer {
  return Buffer.from(table.tokenBytes.slice(table.tokenOffsets[id], table.tokenOffsets[id + 1]))
}

function ranksOf(table: RankTable): Map<string, number> {
  const ids = Array.from({ length: table.tokenOffsets.length - 1 }, (_, id) => id)
  return new Map(ids.map(id => [tokenOf(table, id).toString('latin1'), id]))
}

/** As tiktoken's source has it: look at all pairs, merge the first of the lowest rank, begin anew. */
function mergeNaively(ranks: Map<string, number>, bytes: Uint8Array): number[] {
  const parts = [...Buffer.from(bytes).toString('latin1')]
  for (;;) {
    let lowest = Number.POSITIVE_INFINITY
    let at = -1
    for (let index = 0; index + 1 < parts.length; index++) {
      const rank = ranks.get(`${parts[index]}${parts[index + 1]}`)
      if (rank !== undefined && rank < lowest) {
        lowest = rank
        at = index
      }
    }
    if (at < 0) return parts.map(part => ranks.get(part) ?? -1)
    parts.splice(at, 2, `${parts[at]}${parts[at + 1]}`)
  }
}

describe.each(Object.values(tables))('the byte-pair merge of $name', table => {
  const ranks = ranksOf(table)
  const merge = createBytePairMerge(table)
  const mergeInSmallWindows = createBytePairMerge(table, 32)

  function idsOf(work: typeof merge, bytes: Uint8Array): number[] {
    const out = new Uint32Array(bytes.length)
    const count = work(bytes, 0, bytes.length, out, 0)
    expect(work(bytes, 0, bytes.length, undefined, 0)).toBe(count)
    return Array.from(out.subarray(0, count))
  }

  // Pieces of the vocabulary next to each other are where merges compete, those with parts of characters above all.
  const tokens = fc.array(fc.nat(table.tokenOffsets.length - 2), { maxLength: 30 }).map(ids =>
    Buffer.concat(ids.map(id => tokenOf(table, id)))
      .toString('utf8')
      .replaceAll('\ufffd', ''),
  )

  test.each([21, 22])('gives what the plainest merge gives (seed %i)', seed => {
    fc.assert(
      fc.property(fc.oneof(anyText, tokens), fc.nat(3), (text, skipped) => {
        const bytes = Buffer.from(text).subarray(skipped, 400) // may begin or end inside a character
        expect(idsOf(merge, bytes)).toEqual(mergeNaively(ranks, bytes))
        expect(idsOf(mergeInSmallWindows, bytes)).toEqual(mergeNaively(ranks, bytes))
      }),
      { seed, numRuns: 500 },
    )
  })

  test.each([
    ['one letter', 'a'],
    ['two letters', 'ab'],
    ['blanks', ' '],
    ['a Chinese character', '中'],
    ['a Chinese word', '数据库'],
    ['joined emoji', '👨\u200d👩\u200d👧'],
    ['dashes', '-='],
  ])('gives the same by windows of any size on a long run of %s', (_, part) => {
    const bytes = Buffer.from(part.repeat(2000))
    const whole = idsOf(createBytePairMerge(table, 2 ** 15), bytes)
    expect(idsOf(mergeInSmallWindows, bytes)).toEqual(whole)
    expect(idsOf(createBytePairMerge(table, 256), bytes)).toEqual(whole)
  })

  test('gives the same by windows of any size on long text without a break (seed 23)', () => {
    fc.assert(
      fc.property(fc.array(tokens, { minLength: 20, maxLength: 60 }), texts => {
        const bytes = Buffer.from(texts.join(''))
        const whole = idsOf(createBytePairMerge(table, 2 ** 18), bytes)
        expect(idsOf(merge, bytes)).toEqual(whole)
        expect(idsOf(mergeInSmallWindows, bytes)).toEqual(whole)
      }),
      { seed: 23, numRuns: 50 },
    )
  })
})
