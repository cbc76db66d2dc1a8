import type { CountContext, TokenCount } from './request-layout.ts'

/** Tokens of a value as JSON: for what a format does not know, so that nothing that is sent counts as nothing. */
export function countJson(value: unknown, { encoding }: CountContext): TokenCount {
  return { text: encoding.count(JSON.stringify(value) ?? ''), fixed: 0 }
}
