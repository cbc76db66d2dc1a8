/**
 * The names closest to `asked`, closest first. The distance is the edit distance between their last segments. Names farther
 * away than `distanceAtMost` letters are left out.
 */
export function nearest(
  asked: string,
  names: readonly string[],
  count: number,
  distanceAtMost = Number.POSITIVE_INFINITY,
): readonly string[] {
  const wanted = lastSegment(asked)
  return names
    .map(name => ({ name, distance: distanceBetween(wanted, lastSegment(name)) }))
    .filter(({ distance }) => distance <= distanceAtMost)
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name, 'en'))
    .slice(0, count)
    .map(({ name }) => name)
}

const comparedCharacters = 64

function lastSegment(name: string): string {
  const start = name.lastIndexOf('/') + 1
  return name.slice(start, start + comparedCharacters).toLowerCase()
}

/**
 * If one name is the beginning of the other, the distance is little more than 1, because a date or a version is often left
 * out.
 */
function distanceBetween(a: string, b: string): number {
  const edits = editDistance(a, b)
  const begins = a.startsWith(b) || b.startsWith(a)
  return begins ? Math.min(edits, 1 + edits / (comparedCharacters + 1)) : edits
}

/** The Levenshtein distance, calculated one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
