// Counts the tokens of a request from its bytes. Parts that were counted before are neither parsed nor counted again.
import { forEachElement } from '../bytes/json-elements.ts'
import type { ByteSpan, ScannedObject } from '../bytes/json-scan.ts'
import { addTriggers, noTriggers, type Triggers } from '../chat/request-triggers.ts'
import { type MessageCounts, rememberedFromBytes } from './message-counts.ts'
import {
  type CountContext,
  type CountPart,
  noTokensCounted,
  type PartCount,
  type RequestCount,
  type RequestLayout,
  type TokenCount,
} from './request-layout.ts'

// Short elements are parsed together, because parsing them one by one takes ten times as long.
const parsedTogetherBytes = 64 * 1024

/**
 * Counts the tokens of a request, before any ratio is applied: see `scaleCount`. `body` is the scan of `bytes`. `format`
 * keeps remembered counts of different layouts apart.
 */
export function countRequest(
  { format, requestLayout: layout }: { readonly format: string; readonly requestLayout: RequestLayout },
  bytes: Buffer,
  body: ScannedObject,
  context: CountContext,
  known: MessageCounts,
): RequestCount {
  const scope = `${format} ${context.encoding.name} ${context.model}`
  const countParts = createPartCounter(bytes, context, layout, scope, known)
  let text = layout.fixedText
  let fixed = 0
  let hasTools = false
  const add = (counted: TokenCount) => {
    text += counted.text
    fixed += counted.fixed
  }
  // The lists come last, because their first elements count otherwise if there are tools.
  for (const { key, kind, value } of body.members.values()) {
    if (kind === 'null' || Object.hasOwn(layout.lists, key)) continue
    const count = ownValue(layout.members, key)
    if (!count && !Object.hasOwn(layout.triggers, key)) continue
    const counted = countParts.whole(value, key, count ?? countNothing)
    add(counted)
    if (counted.text > 0 && layout.toolMembers.includes(key)) hasTools = true
  }
  for (const { key, kind, value } of body.members.values()) {
    const count = ownValue(layout.lists, key)
    if (!count || kind === 'null') continue
    add(
      kind === 'array'
        ? countParts.elements(value, key, count, hasTools)
        : countParts.whole(value, key, count),
    )
  }
  return { text, fixed, triggers: countParts.triggers() }
}

/** The caller names the key, which may be one that every object inherits, such as `constructor`. */
function ownValue<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

const countNothing: CountPart = () => noTokensCounted

/**
 * What the model will count, in its own tokens. This is the only place where the ratio between the model's tokenizer and the
 * encoding is applied to an expected count.
 */
export function scaleCount({ text, fixed }: TokenCount, ratio: number): number {
  return Math.ceil(text * ratio) + fixed
}

/** The bytes of a request, and how many of them are not ASCII. */
export interface RequestBytes {
  readonly all: number
  readonly wide: number
}

/**
 * The most that the model may count. A ratio is learned from texts of one kind. Of other texts an unknown tokenizer may make
 * more tokens: up to one token per byte, as it happens for text that is not ASCII. No text has more tokens than its request
 * has bytes.
 */
export function scaleWorst(
  { text, fixed }: TokenCount,
  worstRatio: number,
  bytes: RequestBytes | undefined,
): number {
  const scaled = Math.ceil(text * worstRatio)
  return (bytes ? Math.min(bytes.all, scaled + bytes.wide) : scaled) + fixed
}

function createPartCounter(
  bytes: Buffer,
  context: CountContext,
  layout: RequestLayout,
  scope: string,
  known: MessageCounts,
) {
  let triggers = noTriggers
  const parse = (start: number, end: number): unknown => JSON.parse(bytes.toString('utf8', start, end))

  function note<Counted extends { readonly triggers?: Triggers | undefined }>(counted: Counted): Counted {
    triggers = addTriggers(triggers, counted.triggers)
    return counted
  }

  function look(value: unknown, key: string, count: CountPart): PartCount {
    const counted = count(value, context)
    const found = layout.triggers[key]?.(value, context) ?? noTriggers
    return found === noTriggers ? counted : { ...counted, triggers: found }
  }

  function whole({ start, end }: ByteSpan, key: string, count: CountPart): PartCount {
    const counted = () => look(parse(start, end), key, count)
    if (end - start < rememberedFromBytes) return note(counted())
    return note(known.recall(`${scope} ${key}`, bytes.subarray(start, end), counted))
  }

  function elements(array: ByteSpan, key: string, count: CountPart, hasTools: boolean): TokenCount {
    let text = 0
    let fixed = 0
    let awaitsBesideTools = hasTools
    function add(counted: PartCount): void {
      const { textBesideTools } = counted
      const isBesideTools = awaitsBesideTools && textBesideTools !== undefined
      if (isBesideTools) awaitsBesideTools = false
      text += isBesideTools ? textBesideTools : counted.text
      fixed += counted.fixed
    }
    let shortStart = -1
    let shortEnd = -1
    function addShort(): void {
      if (shortStart < 0) return
      const values: unknown[] = JSON.parse(`[${bytes.toString('utf8', shortStart, shortEnd)}]`)
      for (const value of values) add(note(look(value, key, count)))
      shortStart = -1
    }
    forEachElement(bytes, array, (start, end) => {
      const isShort = end - start < rememberedFromBytes
      if (!isShort || end - shortStart > parsedTogetherBytes) addShort()
      if (!isShort) return add(whole({ start, end }, key, count))
      if (shortStart < 0) shortStart = start
      shortEnd = end
    })
    addShort()
    return { text, fixed }
  }

  return { whole, elements, triggers: () => triggers }
}
