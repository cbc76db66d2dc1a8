import type { MediaSource } from './conversation.ts'

export const foreignFile = 'It is a file that only another provider has: send what is in it.'

/**
 * Why a provider cannot have what the source names, whatever its format can say. Undefined if it can.
 *
 * @param ownFiles The formats whose files the provider has.
 */
export function whyMissing(source: MediaSource, ownFiles: ReadonlySet<string> = noFiles): string | undefined {
  if (source.type === 'unavailable') return source.reason
  return source.type === 'file' && !ownFiles.has(source.origin) ? foreignFile : undefined
}

const noFiles: ReadonlySet<string> = new Set()
