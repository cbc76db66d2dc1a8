// What the next move is where a server of one's own is busy, where its format has no room, and for the last resort.
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../gateway/attempts/fault.ts'
import { faultOfFailure } from '../../../gateway/attempts/fault-of-answer.ts'
import { nextMove, type Situation, type Tried } from '../../../gateway/attempts/next-move.ts'
import type { Candidate, Plan } from '../../../gateway/routing/plan.ts'
import { candidateOf } from '../../../gateway/routing/plan-model.ts'
import { withRoomierFormats } from '../../../gateway/routing/roomier-format.ts'
import { newAttempt } from '../../support/attempt-rig.ts'

const route = { name: 'r', groups: [] }
const failed: Fault = { kind: 'server-error', reason: '' }
const left = (code: Fault['code']): Fault => ({ kind: 'skipped', code, reason: '' })
const at = (model: string, kind = 'openai') => candidateOf(newAttempt({ kind, model }).target)
const lastResort: Candidate = { ...at('llama3.2', 'ollama'), lastResort: 'it is loaded' }

function move(plan: Partial<Plan>, faults: readonly Fault[], changes: Partial<Situation> = {}) {
  const tried: Tried[] = faults.map((fault, candidate) => ({ candidate, fault }))
  return nextMove({
    plan: { route, candidates: [], skipped: [], ...plan },
    tried,
    running: [],
    isBodyKept: true,
    elapsedMs: 0,
    callerRetries: 0,
    mayRetry: () => true,
    random: 1,
    ...changes,
  })
}
const asks = (candidate: number) => ({ type: 'ask', candidate, afterMs: 0, withoutSeals: false })

describe('the last resort', () => {
  const candidates = [at('a'), at('b'), at('c'), at('d'), at('e'), lastResort]
  const four = [failed, failed, failed, failed]
  test('is asked after as many others as are asked at all', () => {
    expect(move({ candidates }, four)).toEqual(asks(5))
    expect(move({ candidates }, [failed], { callerRetries: 3 })).toEqual(asks(5))
  })
  test('is asked when it is too late for others', () => {
    expect(move({ candidates }, [failed], { elapsedMs: 61_000 })).toEqual(asks(5))
  })
  test('is asked once', () => {
    const tried = [...four, failed].map((fault, place) => ({ candidate: place === 4 ? 5 : place, fault }))
    expect(move({ candidates }, [], { tried })).toEqual({ type: 'give-up' })
  })
  test('is not asked what would be refused there too', () => {
    const refused: Fault = { kind: 'request-refused', reason: '' }
    expect(move({ candidates }, [failed, failed, failed, refused])).toEqual({ type: 'give-up' })
  })
})

test('after a busy server of one’s own, none of its other models is waited for', () => {
  const candidates = [at('llama3.2', 'ollama'), at('mistral', 'ollama'), at('gpt-4o')]
  expect(move({ candidates }, [left('local_busy')])).toEqual(asks(2))
  expect(move({ candidates: candidates.slice(0, 2) }, [left('local_busy')])).toEqual({ type: 'give-up' })
})

test('a server that says that it is busy is asked again within a second', () => {
  const candidates = [at('llama3.2', 'ollama')]
  const busy = faultOfFailure({
    status: 503,
    kind: 'api_error',
    message: 'server busy, please try again.  maximum pending requests exceeded',
  })
  expect(busy.kind).toBe('busy')
  expect(move({ candidates }, [busy])).toMatchObject({ type: 'ask', candidate: 0, afterMs: 500 })
  const others = [at('a'), at('b'), ...candidates]
  const tried = [failed, failed, busy].map((fault, candidate) => ({ candidate, fault }))
  expect(move({ candidates: others }, [], { tried })).toMatchObject({ candidate: 2, afterMs: 1000 })
})

describe('a model whose format has no word for the context', () => {
  const inOther = (plan: Partial<Plan>) =>
    withRoomierFormats(
      { route: undefined, candidates: [at('llama3.2', 'ollama')], skipped: [], ...plan },
      each => (each.format === 'openai-chat' ? 'ollama-chat' : undefined),
    )
  const formatsOf = ({ candidates }: Plan) => candidates.map(({ target }) => target.format)

  test('has the other format second by its own name, and first in a route', () => {
    expect(formatsOf(inOther({}))).toEqual(['openai-chat', 'ollama-chat'])
    expect(formatsOf(inOther({ route }))).toEqual(['ollama-chat', 'openai-chat'])
    const cloud = { route, candidates: [at('gpt-4o')], skipped: [] }
    expect(withRoomierFormats(cloud, () => undefined)).toBe(cloud)
  })
  test.each<[string, Fault, boolean]>([
    ['does not fit', left('context_too_small'), true],
    ['cannot be translated in full', left('translation_lossy'), true],
    ['is over a budget', left('budget_exceeded'), false],
    ['has failed there', failed, false],
  ])('is asked in the other one if the request %s: %#', (_, fault, isAsked) => {
    expect(move(inOther({}), [fault])).toEqual(isAsked ? asks(1) : { type: 'give-up' })
  })
})
