// Puts generated content together from the chunks of its stream: https://ai.google.dev/api/generate-content#response-body
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { AnswerAssembler } from '../../chat/cache-facts.ts'

interface OpenCandidate {
  readonly parts: JsonRecord[]
  role: unknown
  readonly rest: Record<string, unknown>
}

export function createContentAssembler(): AnswerAssembler {
  const head: Record<string, unknown> = {}
  const candidates = new Map<unknown, OpenCandidate>()

  function addCandidate({ content, ...rest }: JsonRecord): void {
    const index = rest.index ?? 0
    const open = candidates.get(index) ?? { parts: [], role: 'model', rest: {} }
    candidates.set(index, open)
    Object.assign(open.rest, rest)
    if (!isRecord(content)) return
    open.role = content.role ?? open.role
    if (Array.isArray(content.parts))
      for (const part of content.parts) if (isRecord(part)) addPart(open.parts, part)
  }

  return {
    add({ candidates: list, ...rest }) {
      // The usage of each chunk is that of all so far.
      Object.assign(head, rest)
      if (Array.isArray(list)) for (const candidate of list) if (isRecord(candidate)) addCandidate(candidate)
    },
    whole() {
      if (candidates.size === 0 || isRecord(head.error)) return undefined
      const said = [...candidates.values()].map(({ parts, role, rest }) => ({
        content: { parts, role },
        ...rest,
      }))
      return { candidates: said, ...head }
    },
  }
}

/**
 * Pieces of one text are one part, and a part with a signature or anything else stays its own. The last chunk often has an empty
 * text, which belongs to none.
 */
function addPart(parts: JsonRecord[], part: JsonRecord): void {
  const last = parts.at(-1)
  if (last && isPlainText(last) && isPlainText(part) && last.thought === part.thought)
    parts[parts.length - 1] = { ...last, text: `${last.text}${part.text}` }
  else if (!last || !isPlainText(part) || part.text !== '') parts.push(part)
}

function isPlainText(part: JsonRecord): boolean {
  for (const name in part) if (name !== 'text' && name !== 'thought') return false
  return typeof part.text === 'string'
}
