// What routes need to know of a request besides its facts. It is read only for requests that ask for a route.
import { createHash } from 'node:crypto'
import { forEachElement } from '../bytes/json-elements.ts'
import type { ByteSpan, ScannedObject } from '../bytes/json-scan.ts'
import type { RequestNeed } from '../contract/routes.ts'
import type { OutlineMarks } from './outline-marks.ts'

/** Plain data, because large bodies are read in a worker. */
export interface RequestOutline {
  /** What the body shows that the facts do not say. */
  readonly needs: readonly RequestNeed[]
  /** A hash of the instructions and the first turn. It is the same in all requests of a conversation. */
  readonly opening: string
}

const noOutline: RequestOutline = { needs: [], opening: '' }

/** `body` is the scan of `bytes`. Without marks nothing is found. */
export function outlineOf(
  bytes: Uint8Array,
  body: ScannedObject,
  marks: OutlineMarks | undefined,
): RequestOutline {
  if (!marks) return noOutline
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const needs = marks.needs
    .filter(({ members, marks: written }) =>
      members.some(name => {
        const member = body.members.get(name)
        return member !== undefined && written.some(mark => contains(buffer, member.value, mark))
      }),
    )
    .map(({ need }) => need)
  return { needs, opening: openingOf(buffer, body, marks) }
}

const backslash = 0x5c

function contains(bytes: Buffer, { start, end }: ByteSpan, mark: string): boolean {
  const value = bytes.subarray(start, end)
  for (let at = value.indexOf(mark); at >= 0; at = value.indexOf(mark, at + 1))
    if (value[at - 1] !== backslash) return true
  return false
}

function openingOf(bytes: Buffer, body: ScannedObject, { instructions, turns }: OutlineMarks): string {
  const hash = createHash('sha256')
  const add = ({ start, end }: ByteSpan) => {
    hash.update(saidIn(bytes.toString('utf8', start, Math.min(end, start + longestPartBytes)))).update('\n')
  }
  for (const name of instructions) {
    const member = body.members.get(name)
    if (member) add(member.value)
  }
  const list = body.members.get(turns)
  if (list?.kind === 'array') forEachOpening(bytes, list.value, add)
  else if (list) add(list.value)
  return hash.digest('base64url')
}

/** Longer parts are compared by their beginning. */
const longestPartBytes = 256 * 1024

/** The instructions that stand before the first turn, and that turn. */
function forEachOpening(bytes: Buffer, list: ByteSpan, visit: (part: ByteSpan) => void): void {
  let isOver = false
  forEachElement(bytes, list, (start, end) => {
    if (isOver) return
    visit({ start, end })
    isOver = !/"role"\s*:\s*"(system|developer)"/.test(
      bytes.toString('utf8', start, Math.min(end, start + longestPartBytes)),
    )
  })
}

/**
 * The texts in a value. The form in which a text is written, and marks for the prompt cache, change from one request of a
 * conversation to the next.
 */
function saidIn(json: string): string {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    // It was cut off.
    return json
  }
  const texts: string[] = []
  collect(value, texts)
  return texts.join('\n')
}

const unsaid = /^(type|role|id|status|.*cache.*)$/i

function collect(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value)
  else if (Array.isArray(value)) for (const each of value) collect(each, texts)
  else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value)) if (!unsaid.test(key)) collect(each, texts)
}
