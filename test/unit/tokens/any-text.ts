import fc from 'fast-check'

// What the patterns and merges could stumble over: contractions in both cases and with U+017F, every whitespace of Unicode,
// of JavaScript alone (U+FEFF) and of Rust alone (U+0085), look-alikes of special tokens, marks, title case, digits of
// other scripts, lone surrogates, joined emoji.
const awkward = [
  ...["'s", "'S", "'t", "'Re", "'VE", "'m", "'ll", "'LL", "'lL", "'D", "'\u017f", "'\u212a", "'x", "'", "''"],
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\n\r',
    '\v',
    '\f',
    '\u0085',
    '\u00a0',
    '\u1680',
    '\u2000',
    '\u2001',
  ],
  ...['\u2002', '\u2003', '\u2004', '\u2005', '\u2006', '\u2007', '\u2008', '\u2009', '\u200a', '\u2028'],
  ...['\u2029', '\u202f', '\u205f', '\u3000', '\ufeff', '\u180e', '\u200b', '\u001c', '\u001f', '\0', '\x7f'],
  ...[
    '<|endoftext|>',
    '<|endofprompt|>',
    '<|fim_prefix|>',
    '/',
    '//',
    '\n/',
    '!',
    '...',
    '(',
    '{}',
    '_',
    '`',
  ],
  ...[
    'a',
    'A',
    'the',
    ' the',
    'The',
    'camelCase',
    'HTTPServer',
    ' Hello',
    '\ufb01',
    '\u00df',
    '\u0130',
    '\u0131',
  ],
  ...[
    '\u017f',
    '\u01c5',
    '\u00aa',
    '\u02b0',
    '\u0295',
    'e\u0301',
    '\u0301',
    '\u0301\u0302',
    '\u093f',
    '\u20dd',
  ],
  ...[
    'Привет',
    'мир',
    'مرحبا',
    'नमस्ते',
    'ไทย',
    'ქართული',
    '中',
    '文字',
    '，',
    '。',
    'あ',
    'ー',
    '한국',
    '1',
    '12',
  ],
  ...[
    '123',
    '4567',
    '\u0663',
    '\u0969',
    '\u2167',
    '\u00bd',
    '\u00b2',
    '\u{1d7d9}',
    '😀',
    '🏽',
    '🇩🇪',
    '\u{10ffff}',
  ],
  ...['👨\u200d👩\u200d👧', '\ufffd', '\ud800', '\udc00', '\udfff\ud800'],
]

const scripts = [
  [0x00, 0x7f],
  [0x80, 0x24f],
  [0x370, 0x52f],
  [0x530, 0x6ff],
  [0x900, 0xdff],
  [0xe00, 0x10ff],
  [0x1e00, 0x27ff],
  [0x3000, 0x30ff],
  [0x4e00, 0x62ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xd800, 0xffff],
  [0x1d400, 0x1faff],
  [0x20000, 0x323af],
  [0x0, 0x10ffff],
] as const

const character = fc
  .constantFrom(...scripts)
  .chain(([min, max]) => fc.integer({ min, max }))
  .map(codePoint => String.fromCodePoint(codePoint))

const sameScript = fc
  .constantFrom(...scripts)
  .chain(([min, max]) => fc.array(fc.integer({ min, max }), { maxLength: 60 }))
  .map(codePoints => String.fromCodePoint(...codePoints))

/** Up to some hundred characters of everything, and runs of one script. */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { arbitrary: fc.constantFrom(...awkward), weight: 12 },
      { arbitrary: character, weight: 6 },
      { arbitrary: sameScript, weight: 1 },
      {
        arbitrary: fc
          .tuple(fc.constantFrom(...awkward), fc.nat(40))
          .map(([part, times]) => part.repeat(times)),
        weight: 1,
      },
    ),
    { maxLength: 24 },
  )
  .map(parts => parts.join(''))
