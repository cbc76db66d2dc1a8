// Tables of words are written as text, many words to a line: so they can be read and extended.

/** Words that are parted by white space. An underscore stands for a space within an entry. */
export function wordList(text: string): readonly string[] {
  return text
    .split(/\s+/)
    .filter(word => word !== '')
    .map(word => word.replaceAll('_', ' '))
}

/** Words as they are written, with their underscores. */
export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter(word => word !== ''))
}

/** Groups that are parted by white space, their words by `/`. */
export function wordGroups(text: string): readonly (readonly string[])[] {
  return wordList(text).map(group => group.split('/'))
}

/** Groups like those of `wordGroups`: each word of a group gives its first one. */
export function firstOfGroup(text: string): ReadonlyMap<string, string> {
  return new Map(
    wordGroups(text).flatMap(group => group.map((word): [string, string] => [word, group[0] ?? word])),
  )
}
