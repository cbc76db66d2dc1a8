import type { Frame } from '../../bytes/framing.ts'
import { arrayEnd, createArrayFramer, opensArray } from '../../bytes/json-array.ts'
import type { ProviderFormat, StreamMeter } from '../format.ts'
import { createGeminiMeter } from '../gemini-generate/answer.ts'
import { callWithModelInPath, geminiGenerateProvider } from '../gemini-generate/provider.ts'
import { providerOfArray } from '../gemini-generate/translation.ts'

export const geminiGenerateArrayProvider: ProviderFormat = {
  ...geminiGenerateProvider,
  callFor: question => callWithModelInPath(question, ''),
  framingOf: (contentType, streams) =>
    streams && contentType.toLowerCase().startsWith('application/json') ? createArrayFramer : undefined,
  translation: providerOfArray,
  createMeter: (...given) => endedByBracket(createGeminiMeter(...given)),
}

/** An array without its closing bracket is not valid JSON: the answer broke off, whatever its last element says. */
function endedByBracket(meter: StreamMeter): StreamMeter {
  let isArray: boolean | undefined
  let isClosed = false
  return {
    ...meter,
    read(frame: Frame) {
      isArray ??= opensArray(frame.bytes)
      if (frame.data !== arrayEnd) return meter.read(frame)
      isClosed = true
      return 'other'
    },
    ended: () => (isArray === true ? isClosed : meter.ended()),
  }
}
