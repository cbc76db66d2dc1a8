import { expect } from 'vitest'
import { scanRequest } from '../../../gateway/chat/request-facts.ts'
import type { Triggers } from '../../../gateway/chat/request-triggers.ts'
import type { WireFormat } from '../../../gateway/formats/index.ts'
import { countedFormatOf } from '../../../gateway/formats/index.ts'
import { createEncoding, loadRankTable } from '../../../gateway/tokens/encoding.ts'
import { createMessageCounts } from '../../../gateway/tokens/message-counts.ts'
import { countRequest } from '../../../gateway/tokens/request-count.ts'

const encoding = createEncoding(await loadRankTable('o200k_base'))
const known = createMessageCounts()

/** Of a body, as it is read the first time and from what is remembered. */
export function triggersOf(
  format: WireFormat,
  body: object,
  text = JSON.stringify({ model: 'm', ...body }),
): Triggers {
  const bytes = Buffer.from(text)
  const read = () =>
    countRequest(countedFormatOf(format), bytes, scanRequest(bytes), { encoding, model: 'm' }, known).triggers
  const first = read()
  expect(read()).toEqual(first) // now from what is remembered
  return first
}

/** Makes a part long enough to be remembered. */
export const filler = 'words that make a part long enough to be remembered '.repeat(15)
export const ephemeral = { type: 'ephemeral' }
export const oneHour = { type: 'ephemeral', ttl: '1h' }
export const said = (content: unknown) => ({ messages: [{ role: 'user', content }] })
/** After a long part. */
export const block = (extra: object) => said([{ type: 'text', text: filler }, extra])
export const cached = (cache_control: object | null) => ({ type: 'text', text: 'Hi', cache_control })
