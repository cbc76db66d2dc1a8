// What such a request usually takes, at what it asks for: what budgets hold unless they are strict.
import type { Ask } from '../budgets/budget.ts'
import type { Triggers } from '../chat/request-triggers.ts'
import { noTokens, type TokenCounts } from '../contract/chat.ts'
import { type Bill, noUses, type PriceTerms, standardTerms } from './bill.ts'
import { costOf } from './cost.ts'
import type { Price } from './price.ts'
import { dearestTerms } from './worst-case.ts'

/** Prices so many tokens of one request. */
export type AskFor = (inputTokens: number, outputTokens: number) => Ask

export interface UsualQuestion {
  readonly price: Price | undefined
  readonly triggers: Triggers
  readonly asked: PriceTerms
  /** Those tokens of the input that are sound. */
  readonly audioTokens: number
}

export interface UsualCase {
  readonly askFor: AskFor
  /** So many tokens in the classes and at the terms that the request asks for. */
  readonly billFor: (inputTokens: number, outputTokens: number) => Bill
  /** What was asked for, as far as that has a known price; never less than the standard. */
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

/** Of a tool that may be used without end, one use. */
function searchesOf({ searches, unbounded }: Triggers): number {
  const isWithoutEnd = unbounded.includes('search-uses') || unbounded.includes('searches')
  return Math.max(searches, isWithoutEnd ? 1 : 0)
}

const usesOf = (triggers: Triggers) => ({ 'web-search': searchesOf(triggers) })

/** Input is taken for what it is to be cached as: the first time, it is written. */
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
