import type { CountContext, TokenCount } from './request-layout.ts'

/**
 * Counts a value as JSON. It is used for values that the format does not know, so that nothing that is sent counts as zero.
 */
export function countJson(value: unknown, { encoding }: CountContext): TokenCount {
  return { text: encoding.count(JSON.stringify(value) ?? ''), fixed: 0 }
}
