import type { CapabilityName, Support } from '../chat/capabilities.ts'
import type { Conversation, MediaSource } from '../chat/conversation.ts'
import { Receipt, type ReceiptEntry } from '../chat/receipt.ts'
import type { ProviderTranslation, TranslationTarget } from '../chat/translation.ts'
import { GatewayError } from '../errors.ts'
import { probeOf } from './capability-probes.ts'
import { type RemotePart, remotePartsOf, withSources } from './remote-media.ts'

/** `silent`: nothing of it is in the request or in the receipt, which is a fault of the writer. */
export type Outcome = Exclude<Support, 'by-model'> | 'silent'

/** What becomes of a wish when a request is written for a model. `format`: the name of the format that is written. */
export function tryCapability(
  { writeRequest, capabilities }: Pick<ProviderTranslation, 'writeRequest' | 'capabilities'>,
  name: CapabilityName,
  format: string,
  model: string,
  traits: Omit<TranslationTarget, 'model'> = {},
): Outcome {
  const { without, asking } = probeOf(name, format)
  const before = write(without)
  const isRemote = asking.some(each => remotePartsOf(each, capabilities).length > 0)
  const after = asking.map(each => write(isRemote ? withSources(each, capabilities, standIn) : each))
  const isNew = (entry: ReceiptEntry) => !before.notes.has(noteOf(entry))
  if (after.some(({ receipt, isRefused }) => isRefused || receipt.dropped.some(isNew))) return 'no'
  if (after.some(({ receipt }) => receipt.changed.some(isNew))) return 'changed'
  if (after.every(({ text }) => text === before.text)) return 'silent'
  return isRemote ? 'fetched' : 'yes'

  function write(conversation: Conversation) {
    const receipt = new Receipt()
    const text = textOf(conversation, receipt)
    const notes = new Set([...receipt.dropped, ...receipt.changed].map(noteOf))
    return { receipt, notes, text, isRefused: text === undefined }
  }

  /** Undefined if the writer refuses the request. */
  function textOf(conversation: Conversation, receipt: Receipt): string | undefined {
    try {
      return JSON.stringify(writeRequest(conversation, { ...traits, model }, receipt))
    } catch (error) {
      if (error instanceof GatewayError) return undefined
      throw error
    }
  }
}

/** As if it had been fetched. */
function standIn({ type }: RemotePart): MediaSource {
  return { type: 'data', mediaType: type === 'image' ? 'image/png' : 'application/pdf', base64: 'aGVsbG8=' }
}

function noteOf({ path, reason }: ReceiptEntry): string {
  return `${path} ${reason}`
}
