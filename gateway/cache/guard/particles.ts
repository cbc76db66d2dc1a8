import { conceptOf, isVerb } from './concepts.ts'
import { connectives, prepositionRoles } from './data/function-words.ts'
import { wordSet } from './data/word-list.ts'
import type { Lexeme } from './lexeme.ts'

/** Words that belong to a verb, and may stand behind its object as well: `turn it off`. */
const particles = wordSet('off up down out back away over on')

/** These are prepositions too, and particles only where a clause ends with them. */
const endParticles = wordSet('over on')
const verbsWithOn = wordSet('turn switch put try')

/** An object of more words is rarely put between a verb and its particle. */
const longestObject = 5

const spelledIn = (piece: Lexeme | undefined) => (piece?.kind === 'word' ? piece.value : '')

const endsObject = (value: string) =>
  value === 'to' || value === 'and' || value === 'or' || prepositionRoles.has(value) || connectives.has(value)

function isParticle(pieces: readonly Lexeme[], at: number, verb: string): boolean {
  const value = spelledIn(pieces[at])
  if (!particles.has(value) || (value === 'on' && !verbsWithOn.has(verb))) return false
  const next = pieces[at + 1]
  if (next === undefined || next.kind === 'stop' || next.kind === 'end') return true
  return (!endParticles.has(value) || value === 'on') && next.value !== 'of' && endsObject(spelledIn(next))
}

/** The place of the particle that belongs to the verb at a place, or undefined. */
function particleOf(pieces: readonly Lexeme[], verbAt: number): number | undefined {
  const verb = spelledIn(pieces[verbAt])
  for (let at = verbAt + 1; at <= verbAt + longestObject + 1; at += 1) {
    const piece = pieces[at]
    if (piece === undefined || piece.kind === 'stop' || piece.kind === 'end') return undefined
    if (isParticle(pieces, at, verb)) return at === verbAt + 1 ? undefined : at
    if (particles.has(spelledIn(piece)) || endsObject(spelledIn(piece))) return undefined
  }
  return undefined
}

/** `turn the sound off` is read as `turn off the sound`. */
export function moveParticles(pieces: readonly Lexeme[]): readonly Lexeme[] {
  if (!pieces.some(piece => particles.has(spelledIn(piece)))) return pieces
  const result = [...pieces]
  for (let at = 0; at < result.length; at += 1) {
    const value = spelledIn(result[at])
    const place = value === '' ? undefined : particleOf(result, at)
    if (place === undefined || !isVerb(conceptOf(value))) continue
    result.splice(at + 1, 0, ...result.splice(place, 1))
    at += 1
  }
  return result
}
