import { describe, expect, test } from 'vitest'
import type { Conversation, Part, Turn } from '../../../gateway/chat/conversation.ts'
import type { ClientId } from '../../../gateway/contract/units.ts'
import { createKeptSeals, type ThoughtOrigin } from '../../../gateway/translation/kept-seals.ts'
import { createSealKeeper } from '../../../gateway/translation/seal-keeper.ts'

const one = 'cli_one' as ClientId
const other = 'cli_other' as ClientId
/** Reads seals of the format, and wants no thinking without one. */
const origin = { format: 'some-format', provider: undefined }
const seal = { origin: 'some-format', value: 'c2VhbA==' }
const call: Part = { type: 'tool-call', id: 'call_1', name: 'look', arguments: '{}' }

function conversation(...parts: readonly Part[]): Conversation {
  const turns: readonly Turn[] = [
    { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
    { role: 'assistant', parts },
  ]
  return { stream: false, tools: [], turns }
}

const partsIn = ({ turns }: Conversation) => turns[1]?.parts

function answered(keep: ReturnType<typeof createSealKeeper>): void {
  keep({ type: 'reasoning', choice: 0, text: 'I think' })
  keep({ type: 'reasoning', choice: 0, text: ' so.' })
  keep({ type: 'reasoning-seal', choice: 0, seal })
  keep({ type: 'tool-call', choice: 0, call: 0, id: 'call_1', name: 'look' })
  keep({ type: 'tool-call', choice: 0, call: 1, id: 'call_2', name: 'look', seal })
  keep({ type: 'tool-call-end', choice: 0, call: 0 })
  keep({ type: 'tool-call-end', choice: 0, call: 1 })
}

describe('what a provider sealed', () => {
  test('is put back before the call that it led to, if the caller had no field for it', () => {
    const seals = createKeptSeals(() => 0)
    answered(createSealKeeper(seals, one, origin))
    const thinking = { type: 'reasoning', text: 'I think so.', seal }
    expect(partsIn(seals.putBack(one, conversation(call), origin))).toEqual([
      thinking,
      { ...call, seal: undefined },
    ])
    const shown: Part = { type: 'reasoning', text: 'I think so.' }
    expect(partsIn(seals.putBack(one, conversation(shown, call), origin))).toEqual([
      thinking,
      { ...call, seal: undefined },
    ])
  })

  test('is put back before the text that stood between it and the call', () => {
    const seals = createKeptSeals(() => 0)
    const keep = createSealKeeper(seals, one, origin)
    const text: Part = { type: 'text', text: 'Moment.' }
    keep({ type: 'reasoning', choice: 0, text: 'First.' })
    keep({ type: 'reasoning-seal', choice: 0, seal })
    keep({ ...text, choice: 0 })
    keep({ type: 'tool-call', choice: 0, call: 0, id: 'call_1', name: 'look' })
    keep({ type: 'tool-call-end', choice: 0, call: 0 })
    keep({ type: 'reasoning', choice: 0, text: 'Then.' })
    keep({ type: 'reasoning-seal', choice: 0, seal })
    keep({ type: 'tool-call', choice: 0, call: 1, id: 'call_2', name: 'look' })
    keep({ type: 'tool-call-end', choice: 0, call: 1 })
    const second: Part = { ...call, id: 'call_2' } as Part
    expect(partsIn(seals.putBack(one, conversation(text, call, second), origin))).toEqual([
      { type: 'reasoning', text: 'First.', seal },
      text,
      { ...call, seal: undefined },
      { type: 'reasoning', text: 'Then.', seal },
      { ...second, seal: undefined },
    ])
  })

  test('is put back before the call of its own answer, where several came side by side', () => {
    const seals = createKeptSeals(() => 0)
    const keep = createSealKeeper(seals, one, origin)
    const otherSeal = { ...seal, value: 'b3RoZXI=' }
    keep({ type: 'reasoning', choice: 0, text: 'One.' })
    keep({ type: 'reasoning', choice: 1, text: 'Two.' })
    keep({ type: 'reasoning-seal', choice: 0, seal })
    keep({ type: 'reasoning-seal', choice: 1, seal: otherSeal })
    keep({ type: 'tool-call', choice: 1, call: 0, id: 'call_1', name: 'look' })
    keep({ type: 'tool-call-end', choice: 1, call: 0 })
    expect(partsIn(seals.putBack(one, conversation(call), origin))).toEqual([
      { type: 'reasoning', text: 'Two.', seal: otherSeal },
      { ...call, seal: undefined },
    ])
  })

  test('is put back on the call itself', () => {
    const seals = createKeptSeals(() => 0)
    answered(createSealKeeper(seals, one, origin))
    const second: Part = { ...call, id: 'call_2' } as Part
    expect(partsIn(seals.putBack(one, conversation(second), origin))).toEqual([{ ...second, seal }])
  })

  test('is not put back where the caller itself sends it, nor to another client', () => {
    const seals = createKeptSeals(() => 0)
    answered(createSealKeeper(seals, one, origin))
    const own: Part = { type: 'reasoning', text: 'I think so.', seal }
    expect(partsIn(seals.putBack(one, conversation(own, call), origin))).toEqual([
      own,
      { ...call, seal: undefined },
    ])
    expect(seals.putBack(other, conversation(call), origin)).toEqual(conversation(call))
  })

  test('is forgotten after six hours, and when there is too much of it', () => {
    let nowMs = 0
    const seals = createKeptSeals(() => nowMs)
    answered(createSealKeeper(seals, one, origin))
    nowMs = 6 * 3_600_000
    expect(seals.putBack(one, conversation(call), origin)).toEqual(conversation(call))
    answered(createSealKeeper(seals, one, origin))
    const large = { origin: 'some-format', value: 'x'.repeat(9_000_000) }
    const kept = { reasoning: [], hasTextBetween: false, seal: large }
    for (const id of ['a', 'b', 'c', 'd'])
      seals.keep(one, { id, name: 'look', arguments: '{}' }, kept, undefined)
    expect(seals.putBack(one, conversation(call), origin)).toEqual(conversation(call))
    expect(partsIn(seals.putBack(one, conversation({ ...call, id: 'd' } as Part), origin))).toMatchObject([
      { seal: large },
    ])
  })
  test('is not kept where everything else would have to be forgotten for it', () => {
    const seals = createKeptSeals(() => 0)
    answered(createSealKeeper(seals, one, origin))
    const large = { origin: 'some-format', value: 'x'.repeat(17_000_000) }
    const kept = { reasoning: [], hasTextBetween: false, seal: large }
    seals.keep(one, { id: 'large', name: 'look', arguments: '{}' }, kept, undefined)
    expect(partsIn(seals.putBack(one, conversation(call), origin))).toHaveLength(2)
    const asked = conversation({ ...call, id: 'large' } as Part)
    expect(seals.putBack(one, asked, origin)).toEqual(asked)
  })

  test('is not put back for a provider of another format, nor is the thinking that it seals', () => {
    const seals = createKeptSeals(() => 0)
    answered(createSealKeeper(seals, one, origin))
    const elsewhere = { format: 'other-format', provider: 'other-format there' }
    expect(partsIn(seals.putBack(one, conversation(call), elsewhere))).toEqual([{ ...call, seal: undefined }])
  })
})

describe('thinking that nobody sealed', () => {
  const wanting = { format: 'some-format', provider: 'some-format here' }
  const thought: Part = { type: 'reasoning', text: 'I think so.' }
  const looking: Part = { type: 'tool-call', id: 'look:0', name: 'look', arguments: '{"at": 1}' }

  function thoughtOut(origin: ThoughtOrigin, pieces = ['I think', ' so.']) {
    const seals = createKeptSeals(() => 0)
    const keep = createSealKeeper(seals, one, origin)
    for (const text of pieces) keep({ type: 'reasoning', choice: 0, text })
    keep({ type: 'tool-call', choice: 0, call: 0, id: 'look:0', name: 'look' })
    keep({ type: 'tool-arguments', choice: 0, call: 0, text: '{"at"' })
    keep({ type: 'tool-arguments', choice: 0, call: 0, text: ':1}' })
    keep({ type: 'tool-call-end', choice: 0, call: 0 })
    return seals
  }

  test('is put back for the provider that wants it back', () => {
    const seals = thoughtOut(wanting)
    expect(partsIn(seals.putBack(one, conversation(looking), wanting))).toEqual([
      thought,
      { ...looking, seal: undefined },
    ])
    const empty: Part = { type: 'reasoning', text: '' }
    expect(partsIn(seals.putBack(one, conversation(empty, looking), wanting))).toContainEqual(thought)
  })

  test('is told to no other provider, not even to one of the same format, and to no other client', () => {
    const seals = thoughtOut(wanting)
    const asked = conversation(looking)
    for (const provider of ['some-format there', undefined])
      expect(partsIn(seals.putBack(one, asked, { ...wanting, provider }))).toEqual([
        { ...looking, seal: undefined },
      ])
    expect(seals.putBack(other, asked, wanting)).toEqual(asked)
  })

  test('is not kept of a provider that does not want it', () => {
    const asked = conversation(looking)
    expect(thoughtOut({ ...wanting, provider: undefined }).putBack(one, asked, wanting)).toEqual(asked)
  })

  test('is not put back beside the caller’s own copy', () => {
    const copy: Part = { type: 'reasoning', text: 'I think so. (shortened)' }
    const seals = thoughtOut(wanting)
    expect(partsIn(seals.putBack(one, conversation(copy, looking), wanting))).toEqual([
      copy,
      { ...looking, seal: undefined },
    ])
  })

  test('is not put back before another call that has the same id, as providers that number calls give it', () => {
    const seals = thoughtOut(wanting)
    for (const differing of [{ arguments: '{"at":2}' }, { name: 'listen' }, { arguments: '{"at"' }]) {
      const called = { ...looking, ...differing } as Part
      expect(partsIn(seals.putBack(one, conversation(called), wanting))).toEqual([
        { ...called, seal: undefined },
      ])
    }
  })

  test('is found beside that of another conversation whose calls have the same ids', () => {
    const seals = thoughtOut(wanting)
    const keep = createSealKeeper(seals, one, wanting)
    keep({ type: 'reasoning', choice: 0, text: 'Elsewhere.' })
    keep({ type: 'tool-call', choice: 0, call: 0, id: 'look:0', name: 'look' })
    keep({ type: 'tool-arguments', choice: 0, call: 0, text: '{"at":2}' })
    keep({ type: 'tool-call-end', choice: 0, call: 0 })
    expect(partsIn(seals.putBack(one, conversation(looking), wanting))).toContainEqual(thought)
    const elsewhere = { ...looking, arguments: '{"at":2}' } as Part
    expect(partsIn(seals.putBack(one, conversation(elsewhere), wanting))).toContainEqual({
      type: 'reasoning',
      text: 'Elsewhere.',
    })
  })

  test('is not kept if it is longer than half of what is kept at most, nor is its end alone', () => {
    const asked = conversation(looking)
    const seals = thoughtOut(wanting, ['x'.repeat(17_000_000), 'The end.'])
    expect(seals.putBack(one, asked, wanting)).toEqual(asked)
  })
})
