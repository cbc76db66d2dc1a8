// Reads a client's prompt into a `Conversation`: https://docs.ollama.com/api/generate

import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation, Turn } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import type { ParsedRequest } from '../../chat/translation.ts'
import { readPictures } from '../ollama-chat/read-pictures.ts'
import { noteRest, readWishes, textAt, wishMembers } from '../ollama-chat/read-wishes.ts'

/** The members that cannot be passed on, each with the reason. An empty or false one is not noted. */
const unsaid: Readonly<Record<string, string>> = {
  suffix: 'Text between a prompt and what comes after it can be asked for only from a server of this format.',
  raw: 'Other providers always put a prompt into a template.',
  template: 'Other providers have a template of their own.',
  context: 'Its numbers are tokens of one model, which no other can read.',
  width: 'Pictures cannot be asked for in this way.',
  height: 'Pictures cannot be asked for in this way.',
  steps: 'Pictures cannot be asked for in this way.',
}

const readMembers: ReadonlySet<string> = new Set([
  ...wishMembers,
  'prompt',
  'system',
  'images',
  ...Object.keys(unsaid),
])

/** Throws GatewayError `request_invalid`. */
export function readConversation({ body }: ParsedRequest, receipt: Receipt): Conversation {
  noteRest(body, readMembers, '', receipt)
  for (const [name, reason] of Object.entries(unsaid)) {
    if (!saysNothing(body[name])) receipt.drop(name, reason)
  }
  return { ...readWishes(body, receipt), turns: readTurns(body, receipt), tools: [] }
}

function saysNothing(value: unknown): boolean {
  return !value || (Array.isArray(value) && value.length === 0)
}

function readTurns(body: JsonRecord, receipt: Receipt): readonly Turn[] {
  const [system, prompt] = [textAt(body, 'system'), textAt(body, 'prompt')]
  const pictures = readPictures(body.images, 'images', receipt)
  // Such a request asks a server only to load the model.
  if (prompt === '' && pictures.length === 0)
    throw invalid('"prompt" must not be empty: this model cannot be loaded beforehand.')
  const texts = prompt === '' ? [] : [{ type: 'text', text: prompt } as const]
  const user: Turn = { role: 'user', parts: [...pictures, ...texts] }
  return system === '' ? [user] : [{ role: 'system', parts: [{ type: 'text', text: system }] }, user]
}
