import type { Base64Bytes } from './base64-bytes.ts'
import { pictureRuleOf, pictureTokens } from './picture-tokens.ts'

// Both the text of a page and a picture of it are put before the model:
// https://platform.openai.com/docs/guides/pdf-files, https://platform.claude.com/docs/en/build-with-claude/pdf-support
// For Claude the two together are 1,500 to 3,000 tokens, of which 3,000 is the text's and the picture's most.
const wholePageTokens = 3000
const pageTextTokens = 1000 // a dense page of English
const pagePicture = { widthPixels: 1224, heightPixels: 1584 } // US letter at 144 dots an inch

/** What is not in the request, or says nothing about its pages, is taken for a document of this many. */
const unknownPages = 10
// Where pages are packed away in compressed objects. Text alone is a few kB a page, with pictures it is far more.
const bytesPerPage = 25_000
const pagesAtMost = 1000 // providers refuse more

const chunkBytes = 3 * 64 * 1024
const overlapBytes = 64
const pageObject = /\/Type\s{0,8}\/Page(?![A-Za-z])/g

// Any other file is read as text, at worst at so many bytes a token.
const textBytesPerToken = 3
const headBytes = 1024 // within which a PDF says that it is one

/** Tokens of a file as a model sees it: of a PDF an estimate by its number of pages. */
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

/** By the page objects that can be read, else by size. From 1 to what any provider takes. */
export function countPages(source: Base64Bytes): number {
  let pages = 0
  for (let start = 0; start < source.lengthBytes && pages < pagesAtMost; start += chunkBytes) {
    const text = source.read(start, chunkBytes + overlapBytes).toString('latin1')
    // One that begins in the overlap is the next chunk's.
    for (const { index } of text.matchAll(pageObject)) if (index < chunkBytes) pages++
  }
  const found = pages > 0 ? pages : Math.ceil(source.lengthBytes / bytesPerPage)
  return Math.min(pagesAtMost, Math.max(1, found))
}
