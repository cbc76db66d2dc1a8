import type { Format } from '../format.ts'
import { anthropicMessagesCaller } from './caller.ts'
import { anthropicMessagesProvider } from './provider.ts'

export const anthropicMessages: Format = {
  caller: anthropicMessagesCaller,
  provider: anthropicMessagesProvider,
}
