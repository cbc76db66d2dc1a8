// What a bill depends on besides the columns of an entry, as the one JSON text that most entries do without.
import type { TokenCounts } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import { type Bill, noUses, type ToolUses } from '../pricing/bill.ts'

interface BillText {
  readonly speed?: string | undefined
  readonly inferenceGeo?: string | undefined
  readonly uses?: ToolUses | undefined
  readonly steps?: readonly TokenCounts[] | undefined
  /** Nano-dollars as digits. */
  readonly billed?: string | undefined
}

/** In SQL, of an entry: the model ran once and over nothing but what was asked, so that its counts say something of others. */
export const isOneRun = `(bill IS NULL OR (bill ->> '$.steps' IS NULL AND bill ->> '$.uses' = '{}'))`

/** Null where there is nothing besides tokens and the tier of service. */
export function toBillText({ terms: { speed, inferenceGeo }, uses, steps, billed }: Bill): string | null {
  const isPlain =
    uses === noUses && speed === undefined && inferenceGeo === undefined && !steps && billed === undefined
  if (isPlain) return null
  const text: BillText = { speed, inferenceGeo, uses, steps, billed: billed?.toString() }
  return JSON.stringify(text)
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
