import { closings, type FrameKind, openings } from './data/frames.ts'
import type { Lexeme } from './lexeme.ts'

interface Part {
  readonly words: ReadonlySet<string>
  readonly isOptional: boolean
}

interface Frame {
  readonly kind: FrameKind
  readonly parts: readonly Part[]
}

const readParts = (pattern: string): readonly Part[] =>
  pattern.split(' ').map(part => ({
    words: new Set(part.replace(/\?$/, '').split('|')),
    isOptional: part.endsWith('?'),
  }))

/** Patterns by the words they can begin with, so that few are tried. */
function byFirstWord<T>(
  entries: readonly T[],
  partsOf: (entry: T) => readonly Part[],
): ReadonlyMap<string, readonly T[]> {
  const result = new Map<string, T[]>()
  for (const entry of entries) {
    for (const { words, isOptional } of partsOf(entry)) {
      for (const word of words) result.set(word, [...(result.get(word) ?? []), entry])
      if (!isOptional) break
    }
  }
  return result
}

const openingFrames = byFirstWord(
  openings.map(([kind, pattern]): Frame => ({ kind, parts: readParts(pattern) })),
  ({ parts }) => parts,
)
const closingFrames = byFirstWord(closings.map(readParts), parts => parts)

const valueAt = (pieces: readonly Lexeme[], at: number): string | undefined =>
  pieces[at]?.kind === 'word' ? pieces[at].value : undefined

/** The place behind the longest match of a pattern, or undefined. */
function endOfMatch(
  parts: readonly Part[],
  pieces: readonly Lexeme[],
  at: number,
  index = 0,
): number | undefined {
  const part = parts[index]
  if (part === undefined) return at
  const value = valueAt(pieces, at)
  const taken =
    value !== undefined && part.words.has(value) ? endOfMatch(parts, pieces, at + 1, index + 1) : undefined
  if (!part.isOptional) return taken
  const skipped = endOfMatch(parts, pieces, at, index + 1)
  return Math.max(taken ?? -1, skipped ?? -1) < 0 ? undefined : Math.max(taken ?? -1, skipped ?? -1)
}

export interface Framed {
  readonly kind: FrameKind
  readonly rest: readonly Lexeme[]
}

const withoutStops = (pieces: readonly Lexeme[]) => {
  const start = pieces.findIndex(({ kind }) => kind !== 'stop')
  return start === -1 ? [] : pieces.slice(start)
}

/** Takes off the longest opening that fits, if it leaves something over. */
export function takeOpening(pieces: readonly Lexeme[]): Framed | undefined {
  let best: { readonly kind: FrameKind; readonly end: number } | undefined
  for (const { kind, parts } of openingFrames.get(valueAt(pieces, 0) ?? '') ?? []) {
    const end = endOfMatch(parts, pieces, 0) ?? 0
    if (end > (best?.end ?? 0)) best = { kind, end }
  }
  if (best === undefined) return undefined
  const rest = withoutStops(pieces.slice(best.end))
  return rest.length === 0 ? undefined : { kind: best.kind, rest }
}

/** Takes off what politeness puts behind a question. */
export function withoutClosings(pieces: readonly Lexeme[]): readonly Lexeme[] {
  for (let start = Math.max(1, pieces.length - 8); start < pieces.length; start += 1) {
    const frames = closingFrames.get(valueAt(pieces, start) ?? '') ?? []
    if (frames.some(parts => endOfMatch(parts, pieces, start) === pieces.length)) {
      return withoutClosings(pieces.slice(0, start))
    }
  }
  return pieces.at(-1)?.kind === 'stop' ? withoutClosings(pieces.slice(0, -1)) : pieces
}
