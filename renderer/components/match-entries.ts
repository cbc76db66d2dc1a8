/** What can be found by its name, and by words that people may use for it. */
export interface Findable {
  readonly label: string
  readonly group: string
}

const most = 50

/**
 * The entries in which each word of the text begins a word of the name or of the group. Those whose name begins with the text
 * come first; else they stay in their order. Without a text, all.
 */
export function matchEntries<Entry extends Findable>(
  entries: readonly Entry[],
  text: string,
): readonly Entry[] {
  const words = wordsOf(text)
  const found = entries.filter(({ label, group }) => {
    const names = [...wordsOf(label), ...wordsOf(group)]
    return words.every(word => names.some(name => name.startsWith(word)))
  })
  const begins = ({ label }: Entry): number => Number(folded(label).startsWith(folded(text.trim())))
  return found.toSorted((one, other) => begins(other) - begins(one)).slice(0, most)
}

function wordsOf(text: string): readonly string[] {
  return folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
}

/** Without case and accents, which people leave out. */
function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
