import { openBase64 } from '../../tokens/base64-bytes.ts'

/**
 * Of reasoning that is sent back sealed, so that nobody but its provider can read it. At most a token a byte; usually a token
 * of text takes four bytes. https://platform.openai.com/docs/guides/reasoning#encrypted-reasoning-items
 */
export function sealedTokens(sealed: string): { readonly usual: number; readonly most: number } {
  const { lengthBytes } = openBase64(sealed)
  return { usual: Math.ceil(lengthBytes / 4), most: lengthBytes }
}
