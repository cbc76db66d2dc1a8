const longest = 300
const unboundedAtMost = 4

/**
 * Whether a regular expression from outside the program is fast on every text. It may have no repeated groups, no
 * backreferences and only a few unbounded repetitions. Others could take minutes on a name that is made to be slow.
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
