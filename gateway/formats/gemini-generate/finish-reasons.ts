// https://ai.google.dev/api/generate-content#FinishReason
import type { FinishReason } from '../../chat/answer-part.ts'

const filtered = new Set([
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
  'MODEL_ARMOR',
])

/** Undefined for a reason that is a failure, or that is not known. */
export function readFinishReason(reason: string, hasCalls: boolean): FinishReason | undefined {
  if (reason === 'STOP') return hasCalls ? 'tool-calls' : 'stop'
  if (reason === 'MAX_TOKENS') return 'length'
  return filtered.has(reason) ? 'content-filter' : undefined
}

export function writeFinishReason(reason: FinishReason): string {
  switch (reason) {
    case 'stop':
    case 'tool-calls':
      return 'STOP'
    case 'length':
      return 'MAX_TOKENS'
    case 'content-filter':
      return 'SAFETY'
    default:
      return reason satisfies never
  }
}
