import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { isGiven } from './read-members.ts'

// The members that are read, or of which something is noted where they are read, by the type of the block.
const readMembers: ReadonlyMap<unknown, ReadonlySet<string>> = new Map([
  ['text', new Set(['text', 'citations'])],
  ['image', new Set(['source', 'transformations'])],
  ['document', new Set(['source', 'title', 'context', 'citations'])],
  ['search_result', new Set(['source', 'title', 'content', 'citations'])],
  ['thinking', new Set(['thinking', 'signature'])],
  ['redacted_thinking', new Set(['data'])],
  ['tool_use', new Set(['id', 'name', 'input'])],
  ['tool_result', new Set(['tool_use_id', 'content', 'is_error'])],
])

/** Notes what a block says besides. A call by the model itself is the usual one. */
export function noteBlockMembers(block: JsonRecord, path: string, receipt: Receipt): void {
  const read = readMembers.get(block.type)
  if (read === undefined) return
  for (const [name, value] of Object.entries(block)) {
    const isUsual = name === 'caller' && isRecord(value) && value.type === 'direct'
    if (name === 'type' || name === 'cache_control' || read.has(name) || !isGiven(value) || isUsual) continue
    receipt.drop(`${path}.${name}`, 'Other formats have no such member of a block.')
  }
}
