import type { Ask } from '../budgets/budget.ts'
import { noTokens, type TokenCounts } from '../contract/chat.ts'
import { type Bill, plainBill } from '../pricing/bill.ts'

/**
 * The bill of a request whose answer is unknown: all that was held, in the classes of tokens and at the terms that the hold
 * was priced with. Output that was added to the hold later is of the same class.
 */
export function heldBill({ bill, inputTokens, outputTokens }: Ask): Bill {
  if (!bill) return plainBill({ ...noTokens, input: inputTokens, output: outputTokens })
  return { ...bill, tokens: grownTo(outputTokens, bill.tokens) }
}

function grownTo(outputTokens: number, tokens: TokenCounts): TokenCounts {
  if (tokens.audioOutput > 0) return { ...tokens, audioOutput: outputTokens }
  const isReasoning = tokens.reasoning !== undefined
  return { ...tokens, output: outputTokens, reasoning: isReasoning ? outputTokens : undefined }
}
