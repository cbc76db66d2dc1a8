// What a request usually costs at the terms that it asks for. Budgets hold this amount unless they are strict.
import type { Ask } from '../budgets/budget.ts'
import type { Triggers } from '../chat/request-triggers.ts'
import { noTokens, type TokenCounts } from '../contract/chat.ts'
import { type Bill, noUses, type PriceTerms, standardTerms } from './bill.ts'
import { costOf } from './cost.ts'
import type { Price } from './price.ts'
import { dearestTerms } from './worst-case.ts'

/** Prices a request that has these numbers of tokens. */
export type AskFor = (inputTokens: number, outputTokens: number) => Ask

export interface UsualQuestion {
  readonly price: Price | undefined
  readonly triggers: Triggers
  readonly asked: PriceTerms
  /** How many of the input tokens are audio. */
  readonly audioTokens: number
}

export interface UsualCase {
  readonly askFor: AskFor
  /** Makes the bill of these numbers of tokens, in the classes and at the terms that the request asks for. */
  readonly billFor: (inputTokens: number, outputTokens: number) => Bill
  /**
   * The terms that were asked for, if their price is known and not lower than that of the standard terms. Else the standard
   * terms.
   */
  readonly terms: PriceTerms
}

export function usualCase({ price, triggers, asked, audioTokens }: UsualQuestion): UsualCase {
  const terms = (price && dearestTerms(price, [asked, standardTerms])?.terms) ?? standardTerms
  const uses = price && searchesOf(triggers) > 0 && hasSearchFee(price) ? usesOf(triggers) : noUses
  const billFor = (inputTokens: number, outputTokens: number): Bill => ({
    tokens: classed(price, triggers, audioTokens, inputTokens, outputTokens),
    terms,
    uses,
  })
  return {
    terms,
    billFor,
    askFor(inputTokens, outputTokens) {
      const bill = billFor(inputTokens, outputTokens)
      return { inputTokens, outputTokens, amount: price && costOf(bill, price), bill }
    },
  }
}

function hasSearchFee({ fees }: Price): boolean {
  return fees['web-search'] !== undefined
}

/** How many searches to expect. A search tool without a limit counts as one use. */
function searchesOf({ searches, unbounded }: Triggers): number {
  const isWithoutEnd = unbounded.includes('search-uses') || unbounded.includes('searches')
  return Math.max(searches, isWithoutEnd ? 1 : 0)
}

const usesOf = (triggers: Triggers) => ({ 'web-search': searchesOf(triggers) })

/** Sorts the tokens into classes. Input that is to be cached counts as written to the cache, as happens the first time. */
function classed(
  price: Price | undefined,
  { cacheMinutes, audioOutput }: Triggers,
  audioTokens: number,
  inputTokens: number,
  outputTokens: number,
): TokenCounts {
  const heard = price?.audioInput ? Math.min(audioTokens, inputTokens) : 0
  const spoken = audioOutput && price?.audioOutput ? outputTokens : 0
  const text = inputTokens - heard
  return {
    ...noTokens,
    input: cacheMinutes === 0 ? text : 0,
    cacheWrite: cacheMinutes === 5 ? text : 0,
    cacheWriteOneHour: cacheMinutes > 5 ? text : 0,
    audioInput: heard,
    output: outputTokens - spoken,
    audioOutput: spoken,
  }
}
