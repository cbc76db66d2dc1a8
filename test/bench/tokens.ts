import { benchHostileBodies } from './hostile-bodies.ts'
import { benchConversation } from './token-conversation.ts'
import { benchTokenSpeed } from './token-speed.ts'

export async function benchTokens(): Promise<string> {
  // Hostile bodies come first, so that V8 has not optimised the code yet, as in a program that has just started.
  const hostile = await benchHostileBodies()
  const conversation = await benchConversation()
  const speeds = [await benchTokenSpeed('o200k_base'), await benchTokenSpeed('cl100k_base')]
  return [...speeds, conversation, hostile].join('\n\n')
}
