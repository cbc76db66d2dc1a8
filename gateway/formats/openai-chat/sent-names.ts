import { FittedNames, fittedId } from '../fitted-names.ts'

/** https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools */
export function sentNames(): FittedNames {
  return new FittedNames(/^[\w-]{1,64}$/)
}

/** The id of a call as it is sent. OpenAI refuses longer ones in messages. */
export function sentId(id: string): string {
  return fittedId(id, /^[\s\S]{1,40}$/)
}
