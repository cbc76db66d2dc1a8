import type { CapabilityName, Support } from '../chat/capabilities.ts'
import type { Conversation } from '../chat/conversation.ts'
import { Receipt, type ReceiptEntry } from '../chat/receipt.ts'
import type { ProviderTranslation } from '../chat/translation.ts'
import { GatewayError } from '../errors.ts'
import { probeOf } from './capability-probes.ts'

/** `silent`: nothing of it is in the request or in the receipt, which is a fault of the writer. */
export type Outcome = Exclude<Support, 'by-model'> | 'silent'

/** What becomes of a wish when a request is written for a model. `format`: the name of the format that is written. */
export function tryCapability(
  { writeRequest }: Pick<ProviderTranslation, 'writeRequest'>,
  name: CapabilityName,
  format: string,
  model: string,
): Outcome {
  const { without, asking } = probeOf(name, format)
  const before = write(without)
  const after = asking.map(write)
  const isNew = (entry: ReceiptEntry) => !before.notes.has(noteOf(entry))
  if (after.some(({ receipt, isRefused }) => isRefused || receipt.dropped.some(isNew))) return 'no'
  if (after.some(({ receipt }) => receipt.changed.some(isNew))) return 'changed'
  return after.some(({ text }) => text !== before.text) ? 'yes' : 'silent'

  function write(conversation: Conversation) {
    const receipt = new Receipt()
    const text = textOf(conversation, receipt)
    const notes = new Set([...receipt.dropped, ...receipt.changed].map(noteOf))
    return { receipt, notes, text, isRefused: text === undefined }
  }

  /** Undefined if the writer refuses the request. */
  function textOf(conversation: Conversation, receipt: Receipt): string | undefined {
    try {
      return JSON.stringify(writeRequest(conversation, { model }, receipt))
    } catch (error) {
      if (error instanceof GatewayError) return undefined
      throw error
    }
  }
}

function noteOf({ path, reason }: ReceiptEntry): string {
  return `${path} ${reason}`
}
