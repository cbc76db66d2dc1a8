// The part of a bill that has no columns in the entries table. It is stored as one JSON text. Most entries need none.
import type { Ask } from '../budgets/budget.ts'
import { noTokens, type TokenCounts, totalTokens } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import { type Bill, noUses, type ToolUses } from '../pricing/bill.ts'

interface BillText {
  readonly speed?: string | undefined
  readonly inferenceGeo?: string | undefined
  readonly uses?: ToolUses | undefined
  readonly steps?: readonly TokenCounts[] | undefined
  /** Nano-dollars as decimal digits. */
  readonly billed?: string | undefined
  /** Only set for a hold, because the table of holds has no columns for the classes of tokens. */
  readonly tokens?: TokenCounts | undefined
}

/**
 * An SQL condition on an entry: the model ran only once, and no tools ran at the provider. Only then do its token counts say
 * something about other requests.
 */
export const isOneRun = `(bill IS NULL OR (bill ->> '$.steps' IS NULL AND bill ->> '$.uses' = '{}'))`

/** Null if the bill has nothing but tokens and a service tier. */
export function toBillText({ terms: { speed, inferenceGeo }, uses, steps, billed }: Bill): string | null {
  const isPlain =
    uses === noUses && speed === undefined && inferenceGeo === undefined && !steps && billed === undefined
  if (isPlain) return null
  const text: BillText = { speed, inferenceGeo, uses, steps, billed: billed?.toString() }
  return JSON.stringify(text)
}

/** The same for a hold. Also null if all tokens of the bill are plain input and output, as in most requests. */
export function toHeldBillText(bill: Bill | undefined): string | null {
  if (!bill) return null
  const { input, output, reasoning } = bill.tokens
  const isPlain = reasoning === undefined && input + output === totalTokens(bill.tokens)
  const text = toBillText(bill)
  if (isPlain) return text
  return JSON.stringify({ ...(text !== null && (JSON.parse(text) as BillText)), tokens: bill.tokens })
}

/** Undefined if the hold has only plain tokens at the standard terms. */
export function readHeldBill(
  text: string | null,
  serviceTier: string | undefined,
  { inputTokens, outputTokens }: Pick<Ask, 'inputTokens' | 'outputTokens'>,
): Bill | undefined {
  if (text === null && serviceTier === undefined) return undefined
  const { tokens } = (text === null ? {} : JSON.parse(text)) as BillText
  const plain = { ...noTokens, input: inputTokens, output: outputTokens }
  return {
    tokens: { ...(tokens ?? plain), reasoning: tokens?.reasoning },
    ...readBillText(text, serviceTier),
  }
}

export function readBillText(text: string | null, serviceTier: string | undefined): Omit<Bill, 'tokens'> {
  const { speed, inferenceGeo, uses, steps, billed } = (text === null ? {} : JSON.parse(text)) as BillText
  return {
    terms: { serviceTier, speed, inferenceGeo },
    uses: uses ?? noUses,
    steps: steps?.map(step => ({ ...step, reasoning: step.reasoning })),
    billed: billed === undefined ? undefined : (BigInt(billed) as NanoUsd),
  }
}
