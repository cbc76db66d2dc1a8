const longest = 120

/** The beginning of a question, for a sentence about it. */
export function shorten(question: string): string {
  const characters = [...question.slice(0, 2 * longest + 1)]
  return characters.length <= longest ? question : `${characters.slice(0, longest).join('').trimEnd()}…`
}
