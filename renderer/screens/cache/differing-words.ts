export interface WordRun {
  readonly text: string
  /** True if the other text does not have these words at this place. */
  readonly differs: boolean
}

/** Comparing every word with every other takes time and memory for the product of both counts. */
const comparisonsAtMost = 250_000

/**
 * Both texts as runs of words that they have in common, in order, and of words that only one has. Where the middle parts of
 * two long texts have too many words to compare, they differ as a whole.
 */
export function differingWords(
  left: string,
  right: string,
): readonly [readonly WordRun[], readonly WordRun[]] {
  const leftWords = wordsOf(left)
  const rightWords = wordsOf(right)
  const start = commonStart(leftWords, rightWords)
  const end = commonStart(leftWords.slice(start).reverse(), rightWords.slice(start).reverse())
  const common = commonInOrder(
    leftWords.slice(start, leftWords.length - end),
    rightWords.slice(start, rightWords.length - end),
  )
  const runs = (words: readonly string[], middle: ReadonlySet<number>) =>
    runsOf(words, at => at < start || at >= words.length - end || middle.has(at - start))
  return [runs(leftWords, common.left), runs(rightWords, common.right)]
}

const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter(word => word !== '')

function commonStart(left: readonly string[], right: readonly string[]): number {
  const first = left.findIndex((word, at) => word !== right[at])
  return first === -1 ? left.length : first
}

interface CommonPlaces {
  readonly left: ReadonlySet<number>
  readonly right: ReadonlySet<number>
}

/** The places of a longest common subsequence. https://en.wikipedia.org/wiki/Longest_common_subsequence */
function commonInOrder(left: readonly string[], right: readonly string[]): CommonPlaces {
  const common = { left: new Set<number>(), right: new Set<number>() }
  if (left.length * right.length > comparisonsAtMost) return common
  const width = right.length + 1
  const lengths = commonLengths(left, right)
  const lengthAt = (row: number, column: number) => lengths[row * width + column] ?? 0
  let row = 0
  let column = 0
  while (row < left.length && column < right.length) {
    if (left[row] === right[column]) {
      common.left.add(row++)
      common.right.add(column++)
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row++
    else column++
  }
  return common
}

/** For each pair of places, row by row, how many words the rest of both texts has in common. */
function commonLengths(left: readonly string[], right: readonly string[]): Uint16Array {
  const width = right.length + 1
  const lengths = new Uint16Array((left.length + 1) * width)
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      const below = (row + 1) * width + column
      lengths[row * width + column] =
        left[row] === right[column]
          ? (lengths[below + 1] ?? 0) + 1
          : Math.max(lengths[below] ?? 0, lengths[row * width + column + 1] ?? 0)
    }
  }
  return lengths
}

function runsOf(words: readonly string[], isCommon: (at: number) => boolean): readonly WordRun[] {
  const runs: { text: string; readonly differs: boolean }[] = []
  for (const [at, word] of words.entries()) {
    const differs = !isCommon(at)
    const last = runs.at(-1)
    if (last?.differs === differs) last.text += ` ${word}`
    else runs.push({ text: word, differs })
  }
  return runs
}
