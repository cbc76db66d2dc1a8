import { benchHostileBodies } from './hostile-bodies.ts'
import { benchConversation } from './token-conversation.ts'
import { benchTokenSpeed } from './token-speed.ts'

export async function benchTokens(): Promise<string> {
  // First, as in a program that has just started: what is compiled by the others would flatter it.
  const hostile = await benchHostileBodies()
  const conversation = await benchConversation()
  const speeds = [await benchTokenSpeed('o200k_base'), await benchTokenSpeed('cl100k_base')]
  return [...speeds, conversation, hostile].join('\n\n')
}
