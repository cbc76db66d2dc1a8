import { describe, expect, test } from 'vitest'
import type { Conversation, Part, Turn } from '../../../gateway/chat/conversation.ts'
import type { ClientId } from '../../../gateway/contract/units.ts'
import { createKeptSeals, createSealKeeper } from '../../../gateway/translation/kept-seals.ts'

const one = 'cli_one' as ClientId
const other = 'cli_other' as ClientId
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
}

describe('what a provider sealed', () => {
  test('is put back before the call that it led to, if the caller had no field for it', () => {
    const seals = createKeptSeals(() => 0)
    answered(createSealKeeper(seals, one))
    const thinking = { type: 'reasoning', text: 'I think so.', seal }
    expect(partsIn(seals.putBack(one, conversation(call)))).toEqual([thinking, { ...call, seal: undefined }])
    const shown: Part = { type: 'reasoning', text: 'I think so.' }
    expect(partsIn(seals.putBack(one, conversation(shown, call)))).toEqual([
      thinking,
      { ...call, seal: undefined },
    ])
  })

  test('is put back before the text that stood between it and the call', () => {
    const seals = createKeptSeals(() => 0)
    const keep = createSealKeeper(seals, one)
    const text: Part = { type: 'text', text: 'Moment.' }
    keep({ type: 'reasoning', choice: 0, text: 'First.' })
    keep({ type: 'reasoning-seal', choice: 0, seal })
    keep({ ...text, choice: 0 })
    keep({ type: 'tool-call', choice: 0, call: 0, id: 'call_1', name: 'look' })
    keep({ type: 'reasoning', choice: 0, text: 'Then.' })
    keep({ type: 'reasoning-seal', choice: 0, seal })
    keep({ type: 'tool-call', choice: 0, call: 1, id: 'call_2', name: 'look' })
    const second: Part = { ...call, id: 'call_2' } as Part
    expect(partsIn(seals.putBack(one, conversation(text, call, second)))).toEqual([
      { type: 'reasoning', text: 'First.', seal },
      text,
      { ...call, seal: undefined },
      { type: 'reasoning', text: 'Then.', seal },
      { ...second, seal: undefined },
    ])
  })

  test('is put back before the call of its own answer, where several came side by side', () => {
    const seals = createKeptSeals(() => 0)
    const keep = createSealKeeper(seals, one)
    const otherSeal = { ...seal, value: 'b3RoZXI=' }
    keep({ type: 'reasoning', choice: 0, text: 'One.' })
    keep({ type: 'reasoning', choice: 1, text: 'Two.' })
    keep({ type: 'reasoning-seal', choice: 0, seal })
    keep({ type: 'reasoning-seal', choice: 1, seal: otherSeal })
    keep({ type: 'tool-call', choice: 1, call: 0, id: 'call_1', name: 'look' })
    expect(partsIn(seals.putBack(one, conversation(call)))).toEqual([
      { type: 'reasoning', text: 'Two.', seal: otherSeal },
      { ...call, seal: undefined },
    ])
  })

  test('is put back on the call itself', () => {
    const seals = createKeptSeals(() => 0)
    answered(createSealKeeper(seals, one))
    const second: Part = { ...call, id: 'call_2' } as Part
    expect(partsIn(seals.putBack(one, conversation(second)))).toEqual([{ ...second, seal }])
  })

  test('is not put back where the caller itself sends it, nor to another client', () => {
    const seals = createKeptSeals(() => 0)
    answered(createSealKeeper(seals, one))
    const own: Part = { type: 'reasoning', text: 'I think so.', seal }
    expect(partsIn(seals.putBack(one, conversation(own, call)))).toEqual([own, { ...call, seal: undefined }])
    expect(seals.putBack(other, conversation(call))).toEqual(conversation(call))
  })

  test('is forgotten after six hours, and when there is too much of it', () => {
    let nowMs = 0
    const seals = createKeptSeals(() => nowMs)
    answered(createSealKeeper(seals, one))
    nowMs = 6 * 3_600_000
    expect(seals.putBack(one, conversation(call))).toEqual(conversation(call))
    answered(createSealKeeper(seals, one))
    const large = { origin: 'some-format', value: 'x'.repeat(9_000_000) }
    for (const id of ['a', 'b', 'c', 'd']) seals.keep(one, id, [], large)
    expect(seals.putBack(one, conversation(call))).toEqual(conversation(call))
    expect(partsIn(seals.putBack(one, conversation({ ...call, id: 'd' } as Part)))).toMatchObject([
      { seal: large },
    ])
  })
})
