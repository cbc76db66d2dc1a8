/** An answer in the parts that are compared in different ways. */
export interface AnswerParts {
  /** All but the code, without the marks of Markdown and of lists. */
  readonly prose: string
  readonly wordCount: number
  /** Each block without white space that means nothing. */
  readonly code: readonly string[]
  readonly items: readonly string[]
  /** True if the items stand in an order that means something. */
  readonly isNumbered: boolean
  /** How it begins, if it begins with yes or no. */
  readonly opening: 'yes' | 'no' | undefined
}

const fencedBlock = /^[ \t]*(```|~~~)[^\n]*\n([\s\S]*?)(?:^[ \t]*\1[^\n]*$|(?![\s\S]))/gm
const listMark = /^[ \t]*(?:[-*•+]|(\d{1,3})[.)])[ \t]+/
const heading = /^[ \t]*(?:#{1,6}|>)[ \t]*/
const emphasis = /(?<![\p{L}\p{N}])(\*\*|__|\*|_)(?=\S)([^*_\n]{1,300})(?<=\S)\1(?![\p{L}\p{N}])/gu

/**
 * Blank lines and the space at the ends of lines mean nothing. The space at their beginning does in some languages, and what is a comment
 * in one is code in another.
 */
function normalisedCode(block: string): string {
  return block
    .split('\n')
    .map(line => line.trimEnd().replace(/;$/, ''))
    .filter(line => line !== '')
    .join('\n')
}

const openings = [
  ['yes', /^(?:yes|yeah|yep|correct|true|absolutely|certainly|definitely|indeed|of course)(?![\p{L}-])/iu],
  [
    'no',
    /^(?:no|nope|incorrect|false|wrong|never|not at all|not really)(?![\p{L}-])(?!\s+(?:matter|longer|more|one|problem))/iu,
  ],
] as const

/** Takes an answer apart. In time that grows with its length. */
export function readAnswer(text: string): AnswerParts {
  const code: string[] = []
  const withoutCode = text.replaceAll('\r\n', '\n').replace(fencedBlock, (_, _fence, block: string) => {
    code.push(normalisedCode(block))
    return '\n'
  })
  const items: string[] = []
  let numbered = 0
  const lines = withoutCode.split('\n').map(line => {
    const plain = line.replace(heading, '').replace(emphasis, '$2').trim()
    const mark = listMark.exec(line)
    if (mark === null) return plain
    const item = line.slice(mark[0].length).replace(emphasis, '$2').trim()
    if (mark[1] !== undefined) numbered += 1
    items.push(item)
    return /[.!?:]$/.test(item) ? item : `${item}.`
  })
  const prose = lines.filter(line => line !== '').join('\n')
  return {
    prose,
    wordCount: prose.split(/\s+/).filter(word => word !== '').length,
    code,
    items,
    isNumbered: numbered > items.length / 2,
    opening: openings.find(([, pattern]) => pattern.test(prose))?.[0],
  }
}

/**
 * The prose in pieces of about `words` words, which end where sentences or lines end if such an end is near: in the last quarter of
 * a piece.
 */
export function windowsOf(prose: string, words: number): readonly string[] {
  const windows: string[] = []
  let current: string[] = []
  const close = () => {
    if (current.length > 0) windows.push(current.join(' '))
    current = []
  }
  for (const word of prose.split(/\s+/)) {
    if (word === '') continue
    current.push(word)
    if (current.length >= words || (current.length >= 0.75 * words && /[.!?]["')\]]?$/.test(word))) close()
  }
  close()
  return windows
}
