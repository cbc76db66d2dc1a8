// A key written in each way in which an answer may contain it.

const hexOf = (character: string) => (character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')

const everyOther = (text: string, change: (character: string) => string) =>
  [...text].map((character, index) => (index % 2 === 0 ? change(character) : character)).join('')

/** The different writings by name. Each can be put into a JSON string unchanged. */
export function writingsOf(key: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(key)
  const aligned = (alignment: number) => Buffer.concat([Buffer.from('xy'.slice(0, alignment)), bytes])
  const unicode = (character: string) => `\\u00${hexOf(character)}`
  const percent = (character: string) => `%${hexOf(character)}`
  return {
    'as it is': key,
    'with escaped slashes': key.replaceAll('/', '\\/'),
    'with \\u escapes': [...key].map(unicode).join(''),
    'with \\u escapes in upper case': [...key]
      .map(each => unicode(each).toUpperCase().replace('U', 'u'))
      .join(''),
    'with \\u escapes of some': everyOther(key, unicode),
    'with \\u escapes of JSON in JSON': everyOther(key, each => `\\${unicode(each)}`),
    'percent-encoded': [...key].map(percent).join(''),
    'percent-encoded in upper case': [...key].map(each => percent(each).toUpperCase()).join(''),
    'percent-encoded in part': everyOther(key, percent),
    'percent-encoded as URLs are': encodeURIComponent(key),
    'percent-encoded twice': encodeURIComponent(encodeURIComponent(key)),
    'as entities of HTML': [...key].map(each => `&#x${hexOf(each)};`).join(''),
    'in hexadecimal': bytes.toString('hex'),
    'in hexadecimal, upper case': bytes.toString('hex').toUpperCase(),
    ...Object.fromEntries(
      [0, 1, 2].flatMap(alignment => [
        [`in base64 after ${alignment} bytes`, aligned(alignment).toString('base64')],
        [`in base64url after ${alignment} bytes`, aligned(alignment).toString('base64url')],
        [
          `in base64 after ${alignment} bytes, before others`,
          Buffer.concat([aligned(alignment), Buffer.from(' and more')]).toString('base64'),
        ],
        [
          `in base64 after ${alignment} bytes with escaped slashes`,
          aligned(alignment).toString('base64').replaceAll('/', '\\/').replaceAll('+', '\\u002b'),
        ],
      ]),
    ),
  }
}

/** The length of the longest part of the key that a reader could find in the text, in any of the writings. */
export function longestTold(text: string, key: string): number {
  const plain = readAll(text)
  let longest = 0
  for (let start = 0; start < key.length; start++) {
    while (start + longest < key.length && plain.includes(key.slice(start, start + longest + 1))) longest++
  }
  return longest
}

/** The text itself, and what results from undoing each encoding. */
function readAll(text: string): string {
  let undone = text
  for (let round = 0; round < 3; round++) {
    undone = undone
      .replace(/\\+u00([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/&#x([\da-f]{2});/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replaceAll('\\/', '/')
  }
  const decoded = (undone.match(/[\w+/-]{8,}/g) ?? []).flatMap(run => [
    ...[0, 1, 2, 3].map(offset => Buffer.from(run.slice(offset), 'base64').toString('latin1')),
    Buffer.from(run, 'hex').toString('latin1'),
  ])
  return [text, undone, ...decoded].join('\n')
}
