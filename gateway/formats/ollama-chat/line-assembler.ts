import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { AnswerAssembler } from '../../chat/cache-facts.ts'
import { hasError } from './answer.ts'

/**
 * Puts a whole answer together from the lines of its stream: the last line, with all that was said before.
 * `saidIn`: the object in which a line's content stands. `within` puts it in its place.
 */
export function createLineAssembler(
  saidIn: (line: JsonRecord) => JsonRecord,
  within: (said: JsonRecord) => JsonRecord,
): AnswerAssembler {
  const said: Record<string, unknown> = {}
  let last: JsonRecord | undefined
  let hasFailed = false

  function addSaid(name: string, value: unknown): void {
    const before = said[name]
    if (Array.isArray(value)) said[name] = [...(Array.isArray(before) ? before : []), ...value]
    else if (typeof value === 'string' && name !== 'role') said[name] = textOf(before) + value
    else if (value !== null) said[name] = value
  }

  return {
    add(line) {
      if (hasError(line)) hasFailed = true
      const more = saidIn(line)
      for (const name in more) addSaid(name, more[name])
      if (line.done === true) last = line
    },
    whole: () => (last && !hasFailed ? { ...last, ...within(said) } : undefined),
  }
}

export function createChatLineAssembler(): AnswerAssembler {
  return createLineAssembler(
    ({ message }) => (isRecord(message) ? message : {}),
    message => ({ message }),
  )
}
