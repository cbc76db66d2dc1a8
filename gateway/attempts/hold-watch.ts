// Keeps the hold of a running stream ahead of what it has said.
import type { Ask } from '../budgets/budget.ts'
import type { FrameKind, StreamMeter } from '../formats/format.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Attempt } from './attempt.ts'

export interface HoldWatch {
  /** One event more was read; 'cut': what has been said is the last that the budgets can afford. */
  read(frameBytes: number, kind: FrameKind): 'go' | 'cut'
}

const growAtLeastTokens = 32
const growBy = 1.5

/**
 * Events are read, and what was said is counted, only when the hold might be passed: a token takes a byte of text at
 * least, and what is around the text is as long in every event as in those that were read.
 */
export function watchHold(attempt: Attempt, meter: StreamMeter, ledger: Ledger): HoldWatch {
  const { tally } = attempt
  let aroundText = Number.POSITIVE_INFINITY
  let talliedBytes = 0
  let unseenBytes = 0
  let keepsUnread = false
  let lookAfterBytes = untilNextLook(attempt, 0)
  return {
    read(frameBytes, kind) {
      if (isAtItsBound(attempt)) return 'go'
      // Where frames were kept unread before it, their text was told with it.
      if (kind === 'content' && !keepsUnread)
        aroundText = Math.min(aroundText, frameBytes - (tally.bytes() - talliedBytes))
      if (kind === 'content' || kind === 'unread') keepsUnread = kind === 'unread'
      talliedBytes = tally.bytes()
      unseenBytes += Math.max(0, frameBytes - aroundText)
      if (unseenBytes < lookAfterBytes || meter.ended()) return 'go'
      meter.readAll()
      keepsUnread = false
      const said = tally.tokens()
      const next = keepAhead(attempt, said, ledger)
      talliedBytes = tally.bytes()
      unseenBytes = 0
      lookAfterBytes = untilNextLook(attempt, said)
      return next
    },
  }
}

/** The answer cannot be longer than what is held: the request says so itself. */
function isAtItsBound({ hold, facts }: Attempt): boolean {
  return !hold || hold.outputTokens >= (facts.maxOutputTokens ?? Number.POSITIVE_INFINITY)
}

/** One event more must not pass the hold. */
function marginOf(heldTokens: number): number {
  return Math.min(64, Math.max(8, heldTokens / 8))
}

function untilNextLook({ hold }: Attempt, saidTokens: number): number {
  const held = hold?.outputTokens ?? 0
  return Math.max(1, held - saidTokens - marginOf(held))
}

/** In large steps where the budgets can afford it; else in small ones to the end of what they have. */
function keepAhead(attempt: Attempt, saidTokens: number, ledger: Ledger): 'go' | 'cut' {
  const { hold, usual, facts } = attempt
  if (!hold || !usual) return 'go'
  const margin = marginOf(hold.outputTokens)
  if (saidTokens + margin <= hold.outputTokens) return 'go'
  const bound = Math.max(facts.maxOutputTokens ?? Number.POSITIVE_INFINITY, saidTokens)
  const ask = (tokens: number) =>
    atLeast(hold, usual.askFor(hold.inputTokens, Math.ceil(Math.min(tokens, bound))))
  const large = ask(Math.max(saidTokens * growBy, saidTokens + growAtLeastTokens))
  const small = ask(saidTokens + margin)
  const isCut = ledger.refusalOf(hold, large)?.budget.atCap === 'cut'
  if (isCut && ledger.refusalOf(hold, small)) return 'cut'
  attempt.hold = ledger.topUp(hold, isCut ? small : large)
  return 'go'
}

/** What is held already is never given back before the end: a strict hold is dearer than what it usually costs. */
function atLeast(held: Ask, { inputTokens, outputTokens, amount }: Ask): Ask {
  const isLess = amount !== undefined && held.amount !== undefined && amount < held.amount
  return { inputTokens, outputTokens, amount: isLess ? held.amount : amount }
}
