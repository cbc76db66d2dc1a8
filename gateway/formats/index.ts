import type { WireFormat } from '../contract/chat.ts'
import { anthropicMessages } from './anthropic-messages/index.ts'
import { openAiChat } from './openai-chat/index.ts'
import type { WireProtocol } from './wire-protocol.ts'

const protocols: Readonly<Record<WireFormat, WireProtocol>> = {
  'openai-chat': openAiChat,
  'anthropic-messages': anthropicMessages,
}

export function protocolOf(format: WireFormat): WireProtocol {
  return protocols[format]
}
