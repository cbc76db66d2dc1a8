import type { Base64Bytes } from './base64-bytes.ts'

/** One token for each 100 ms of what a user says: https://platform.openai.com/docs/guides/realtime-costs */
const usualTokensPerSecond = 10

// Speech is hardly ever compressed further than to 32 kbit/s; at any other rate this counts too much, not too little.
const compressedBytesPerSecond = 4000
const leastBytesPerSecond = 1000 // 8 kbit/s
const mostBytesPerSecond = 192_000 * 4 * 8 // 192 kHz, 32 bits, eight channels

/** Tokens of a recording, by its WAV header or by its size. */
export function audioTokens(source: Base64Bytes, tokensPerSecond = usualTokensPerSecond): number {
  return Math.ceil((source.lengthBytes / bytesPerSecondOf(source)) * tokensPerSecond)
}

/** http://soundfile.sapp.org/doc/WaveFormat/: the header's own rate, as far as it can be one. */
function bytesPerSecondOf(source: Base64Bytes): number {
  const head = source.read(0, 32)
  if (head.length < 32 || !/^RIFF.{4}WAVEfmt /s.test(head.toString('latin1'))) return compressedBytesPerSecond
  return Math.min(mostBytesPerSecond, Math.max(leastBytesPerSecond, head.readUInt32LE(28)))
}
