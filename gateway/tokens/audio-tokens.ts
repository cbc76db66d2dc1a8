import type { Base64Bytes } from './base64-bytes.ts'

/** One token for each 100 ms of what a user says: https://platform.openai.com/docs/guides/realtime-costs */
const usualTokensPerSecond = 10

// Speech is hardly ever compressed below 32 kbit/s. At a higher rate the count becomes too high, never too low.
const compressedBytesPerSecond = 4000
const leastBytesPerSecond = 1000 // 8 kbit/s
const mostBytesPerSecond = 192_000 * 4 * 8 // 192 kHz, 32 bits, eight channels

/** Estimates the tokens of a recording from the rate in its WAV header, or else from its size alone. */
export function audioTokens(source: Base64Bytes, tokensPerSecond = usualTokensPerSecond): number {
  return Math.ceil((source.lengthBytes / bytesPerSecondOf(source)) * tokensPerSecond)
}

/** Bytes per second by the WAV header (http://soundfile.sapp.org/doc/WaveFormat/), limited to plausible rates. */
function bytesPerSecondOf(source: Base64Bytes): number {
  const head = source.read(0, 32)
  if (head.length < 32 || !/^RIFF.{4}WAVEfmt /s.test(head.toString('latin1'))) return compressedBytesPerSecond
  return Math.min(mostBytesPerSecond, Math.max(leastBytesPerSecond, head.readUInt32LE(28)))
}
