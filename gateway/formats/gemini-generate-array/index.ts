import type { Format } from '../format.ts'
import { geminiGenerateArrayCaller } from './caller.ts'
import { geminiGenerateArrayProvider } from './provider.ts'

export const geminiGenerateArray: Format = {
  caller: geminiGenerateArrayCaller,
  provider: geminiGenerateArrayProvider,
}
