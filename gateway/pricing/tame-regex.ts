const longest = 300
const unboundedAtMost = 4

/**
 * Whether a regular expression that came from elsewhere is cheap on every text: no repeated groups, no references back,
 * few repetitions without an end. What is refused might take minutes on a name that was made for it.
 */
export function isTameRegex(pattern: string): boolean {
  if (pattern.length > longest) return false
  const repeatsGroup = /\)(?:[*+]|\{)/.test(pattern)
  const refersBack = /\\[1-9k]/.test(pattern)
  const unbounded = pattern.match(/[*+]|\{\d+,\}/g)?.length ?? 0
  return !repeatsGroup && !refersBack && unbounded <= unboundedAtMost && compiles(pattern)
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern)
    return true
  } catch {
    return false
  }
}
