// The ways in which a key may be written: unchanged, in base64, and in hexadecimal.

/** One way to write the key, without escapes. */
export interface SecretForm {
  /** The key in this form, with one character for each byte. */
  readonly text: string
  /** How many characters before and after the text hold some bits of the key too, as in base64. */
  readonly before: number
  readonly after: number
  /** True for the key as it is. */
  readonly isPlain: boolean
}

/** The beginnings of all forms, to be looked up by the characters they end with. */
export interface FormEndings {
  /** By their last two characters: see `pairOf`. */
  readonly byPair: ReadonlyMap<number, readonly { readonly form: SecretForm; readonly length: number }[]>
  /** 1 at the hash of the last four characters of every beginning that has four or more. */
  readonly mayBeEnd: Uint8Array
  /** The codes of the first three characters of each key. */
  readonly begins: readonly (readonly [number, number, number])[]
}

export function pairOf(second: number, last: number): number {
  return (second << 8) | last
}

export function hashOfFour(fourth: number, third: number, second: number, last: number): number {
  return (((fourth * 31 + third) * 31 + second) * 31 + last) & 0xffff
}

// Fewer characters than this reveal too little of a key to hold an event back for them, and they appear in any text.
export const worthHoldingCharacters = 4

/** The key itself comes first. Then hexadecimal, and base64 at each of the three alignments in both alphabets. */
export function formsOf(bytes: Buffer): readonly SecretForm[] {
  const hex = bytes.toString('hex')
  const plain = [bytes.toString('latin1'), hex, hex.toUpperCase()]
  const forms = new Map(
    plain.map((text, at): [string, SecretForm] => [text, { text, before: 0, after: 0, isPlain: at === 0 }]),
  )
  for (const alignment of [0, 1, 2]) {
    const padded = Buffer.concat([Buffer.alloc(alignment), bytes])
    const bits = padded.length * 8
    // In base64, the first characters also hold bits of what stands before the key, and the last character of what stands
    // after it.
    const core = padded.toString('base64').slice(Math.ceil((alignment * 8) / 6), Math.floor(bits / 6))
    const form = { before: alignment === 0 ? 0 : 1, after: bits % 6 === 0 ? 0 : 1, isPlain: false }
    for (const text of [core, core.replaceAll('+', '-').replaceAll('/', '_')])
      forms.set(text, { text, ...form })
  }
  return [...forms.values()]
}

/**
 * For a key as it is, beginnings of any length. For its other forms, only those that are long enough to hold an event back for.
 */
export function endingsOf(forms: readonly SecretForm[]): FormEndings {
  const byPair = new Map<number, { readonly form: SecretForm; readonly length: number }[]>()
  const mayBeEnd = new Uint8Array(0x1_00_00)
  for (const form of forms) {
    const codeAt = (at: number) => form.text.charCodeAt(at)
    for (let length = form.isPlain ? 2 : worthHoldingCharacters; length < form.text.length; length++) {
      const pair = pairOf(codeAt(length - 2), codeAt(length - 1))
      const known = byPair.get(pair)
      if (known) known.push({ form, length })
      else byPair.set(pair, [{ form, length }])
      if (length < 4) continue
      mayBeEnd[hashOfFour(codeAt(length - 4), codeAt(length - 3), codeAt(length - 2), codeAt(length - 1))] = 1
    }
  }
  const begins = forms
    .filter(({ isPlain }) => isPlain)
    .map(({ text }) => [text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2)] as const)
  return { byPair, mayBeEnd, begins }
}
