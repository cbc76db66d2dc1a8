import { openBase64 } from '../../tokens/base64-bytes.ts'

/**
 * The tokens of encrypted reasoning that is sent back, and that only its provider can read. Text usually has one token
 * per four bytes, and at most one token per byte.
 * https://platform.openai.com/docs/guides/reasoning#encrypted-reasoning-items
 */
export function sealedTokens(sealed: string): { readonly usual: number; readonly most: number } {
  const { lengthBytes } = openBase64(sealed)
  return { usual: Math.ceil(lengthBytes / 4), most: lengthBytes }
}
