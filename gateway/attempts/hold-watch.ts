// Raises the hold of a running stream before the tokens that were said reach it.
import type { Ask } from '../budgets/budget.ts'
import type { FrameKind, StreamMeter } from '../formats/format.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Attempt } from './attempt.ts'

export interface HoldWatch {
  /** To be called for every event. The result 'cut' means that the budgets cannot pay for more than what has been said. */
  read(frameBytes: number, kind: FrameKind): 'go' | 'cut'
}

const growAtLeastTokens = 32
const growBy = 1.5

/**
 * Counts what was said only when it might have reached the hold, because counting after every event would be slow. A token
 * takes at least one byte of text, so the number of bytes says when that may be. What surrounds the text of an event is
 * taken to be as long as the shortest that was measured.
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
      // After events that were kept unread, the tally grows by their text too, so this event says nothing about the bytes
      // around it.
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

/** True if the hold already covers the longest answer that the request allows, or if there is no hold. */
function isAtItsBound({ hold, facts }: Attempt): boolean {
  return !hold || hold.outputTokens >= (facts.maxOutputTokens ?? Number.POSITIVE_INFINITY)
}

/** The tokens by which the hold stays ahead, so that one more event does not pass it. */
function marginOf(heldTokens: number): number {
  return Math.min(64, Math.max(8, heldTokens / 8))
}

function untilNextLook({ hold }: Attempt, saidTokens: number): number {
  const held = hold?.outputTokens ?? 0
  return Math.max(1, held - saidTokens - marginOf(held))
}

/** Raises the hold in large steps while the budgets can pay for them, and in small steps when a large one would be cut. */
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
  const cutting = isCut ? ledger.refusalOf(hold, small)?.budget : undefined
  if (cutting) {
    const name = ledger.titleOf(cutting)
    attempt.exchange.noteBudgets([{ id: cutting.id, name, verdict: 'cut' }])
    return 'cut'
  }
  attempt.hold = ledger.topUp(hold, isCut ? small : large)
  return 'go'
}

/**
 * Never lowers the amount held. A strict budget holds the worst case, which may be more than the usual cost of a longer
 * answer.
 */
function atLeast(held: Ask, { inputTokens, outputTokens, amount }: Ask): Ask {
  const isLess = amount !== undefined && held.amount !== undefined && amount < held.amount
  return { inputTokens, outputTokens, amount: isLess ? held.amount : amount }
}
