// Writers know a conversation, and not what the caller's format calls its members. A receipt is for the caller.
import { isRecord, type JsonRecord } from '../bytes/json-value.ts'
import type { Conversation } from './conversation.ts'
import type { TurnPlace } from './receipt.ts'

/**
 * The paths at which a format has what writers note by the names of `capabilityTitles` and of chat completions. Where there
 * are several, the one that is in the request is meant, else the first.
 */
export type CallerWords = Readonly<Record<string, readonly string[]>>

/** Makes the caller's path out of a writer's, such as `messages[2].content[0].name` or `response_format`. */
export function callerPaths(
  { turns }: Conversation,
  places: readonly TurnPlace[],
  words: CallerWords,
  body: JsonRecord,
): (path: string) => string {
  return path => {
    const [, turn, part, rest = ''] = /^messages\[(\d+)\](?:\.content\[(\d+)\])?(.*)$/.exec(path) ?? []
    const place = places[Number(turn)]
    if (turn !== undefined && place) {
      // Thinking that the gateway has put back moves the parts behind it.
      const isMoved = turns[Number(turn)]?.parts.length !== place.parts.length
      const ofPart = part === undefined || isMoved ? undefined : place.parts[Number(part)]
      return (ofPart ?? place.path) + rest
    }
    const [name = path] = /^\w+/.exec(path) ?? []
    const known = Object.hasOwn(words, name) ? words[name] : undefined
    const said = known?.find(each => isSaid(body, each)) ?? known?.[0] ?? name
    return said + path.slice(name.length)
  }
}

function isSaid(body: JsonRecord, path: string): boolean {
  let value: unknown = body
  for (const name of path.split('.')) value = isRecord(value) ? value[name] : undefined
  return value !== undefined && value !== null
}
