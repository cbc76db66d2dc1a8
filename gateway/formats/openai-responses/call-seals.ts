// Some providers seal a call and not the thinking before it. Responses have a field for seals only in items of reasoning, so such
// a seal is given to the caller in an item of its own before the call, and is put back on the call in the next turn.
import { readSeal, writeSeal } from '../../chat/carried-seal.ts'
import type { Seal } from '../../chat/conversation.ts'

const mark = 'gatehouse-call.'

export function writeCallSeal(seal: Seal): string {
  return mark + writeSeal(seal, '')
}

/** Undefined if what is sealed is no call. */
export function readCallSeal(text: string): Seal | undefined {
  return text.startsWith(mark) ? readSeal(text.slice(mark.length), '') : undefined
}
