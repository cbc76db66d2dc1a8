import type { Base64Bytes } from './base64-bytes.ts'
import { pictureRuleOf, pictureTokens } from './picture-tokens.ts'

// The model is shown both the text of a page and a picture of it:
// https://platform.openai.com/docs/guides/pdf-files
// https://platform.claude.com/docs/en/build-with-claude/pdf-support
// For Claude, text and picture together take 1,500 to 3,000 tokens per page. The upper limit is used here.
const wholePageTokens = 3000
const pageTextTokens = 1000 // a dense page of English
const pagePicture = { widthPixels: 1224, heightPixels: 1584 } // US letter at 144 dots an inch

/** The number of pages that is assumed for a document that is not in the request. */
const unknownPages = 10
// Used if the pages cannot be counted, because they are in compressed objects. A page of text takes a few kB, a page with
// pictures much more.
const bytesPerPage = 25_000
const pagesAtMost = 1000 // providers refuse more

const chunkBytes = 3 * 64 * 1024
const overlapBytes = 64
const pageObject = /\/Type\s{0,8}\/Page(?![A-Za-z])/g

// Any other file is read as text. This is the fewest bytes that a token is assumed to have.
const textBytesPerToken = 3
const headBytes = 1024 // a PDF has its signature within these first bytes

/** Estimates the tokens of a file. For a PDF the estimate is based on its number of pages. */
export function documentTokens(model: string, source: Base64Bytes | undefined): number {
  if (source && !source.read(0, headBytes).includes('%PDF-'))
    return Math.ceil(source.lengthBytes / textBytesPerToken)
  const pages = source ? countPages(source) : unknownPages
  const rule = pictureRuleOf(model)
  const perPage =
    rule.kind === 'whole-patches'
      ? wholePageTokens
      : pageTextTokens + pictureTokens(rule, pagePicture, undefined)
  return pages * perPage
}

/** Counts the page objects that can be read. If there are none, estimates the pages from the size. From 1 to 1000. */
export function countPages(source: Base64Bytes): number {
  let pages = 0
  for (let start = 0; start < source.lengthBytes && pages < pagesAtMost; start += chunkBytes) {
    const text = source.read(start, chunkBytes + overlapBytes).toString('latin1')
    // A page object that begins in the overlap is counted with the next chunk.
    for (const { index } of text.matchAll(pageObject)) if (index < chunkBytes) pages++
  }
  const found = pages > 0 ? pages : Math.ceil(source.lengthBytes / bytesPerPage)
  return Math.min(pagesAtMost, Math.max(1, found))
}
