// Keeps the hold of a running stream ahead of what it has said.
import type { Exchange } from '../exchange.ts'
import type { Ledger } from '../ledger.ts'
import type { StreamMeter } from '../protocols/wire-protocol.ts'
import { askFor } from './reserve.ts'

// A token takes a byte at least, so that what was read bounds what was said: between two looks, the hold cannot be passed.
const marginTokens = 512
const growAtLeastTokens = 1024
const growBy = 1.25

export interface HoldWatch {
  /** So many bytes more were read; 'cut': what has been said is the last that the budgets can afford. */
  read(bytes: number): 'go' | 'cut'
}

export function watchHold(exchange: Exchange, meter: StreamMeter, ledger: Ledger): HoldWatch {
  let unseenBytes = 0
  let lookAfterBytes = untilNextLook(exchange, 0)
  return {
    read(bytes) {
      unseenBytes += bytes
      if (unseenBytes < lookAfterBytes || meter.ended) return 'go'
      unseenBytes = 0
      meter.readAll()
      const said = exchange.tally?.tokens() ?? 0
      const next = keepAhead(exchange, said, ledger)
      lookAfterBytes = untilNextLook(exchange, said)
      return next
    },
  }
}

function untilNextLook({ hold }: Exchange, saidTokens: number): number {
  return Math.max(marginTokens, (hold?.outputTokens ?? 0) - saidTokens - marginTokens)
}

/** In large steps where the budgets can afford it; else in small ones to the end of what they have. */
function keepAhead(exchange: Exchange, saidTokens: number, ledger: Ledger): 'go' | 'cut' {
  const { hold, price } = exchange
  if (!hold || saidTokens + marginTokens <= hold.outputTokens) return 'go'
  const ask = (tokens: number) => askFor(hold.inputTokens, Math.ceil(tokens), price)
  const large = ask(Math.max(saidTokens * growBy, saidTokens + growAtLeastTokens))
  const small = ask(saidTokens + marginTokens)
  const refusal = ledger.refusalOf(hold, large)
  const wanted = refusal?.budget.atCap === 'cut' ? small : large
  if (wanted === small && ledger.refusalOf(hold, small)) return 'cut'
  exchange.hold = ledger.topUp(hold, wanted)
  return 'go'
}
