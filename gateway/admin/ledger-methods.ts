import type { AdminApi } from '../contract/admin.ts'
import type { LedgerTimeView, LedgerView, SetAsideView } from '../contract/ledger.ts'
import { mostNanoUsd, type NanoUsd } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { SetAsideRecord } from '../storage/set-aside.ts'

type LedgerMethods = Pick<AdminApi, 'readLedger' | 'correctLedgerClock' | 'repairEntry'>

export function createLedgerMethods(ledger: Ledger): LedgerMethods {
  const read = (): LedgerView => ({
    time: viewTime(ledger),
    clockCorrections: ledger.clockCorrections(),
    setAside: ledger.setAside().map(view),
  })
  return {
    async readLedger() {
      return read()
    },

    async correctLedgerClock({ by }) {
      ledger.correctClock(by)
      return read()
    },

    async repairEntry({ entryId, by, costNanoUsd }) {
      const record = ledger.setAside().find(each => each.entryId === entryId)
      if (!record) throw new GatewayError('entry_not_set_aside', { entry: entryId })
      const cost = costNanoUsd === undefined ? record.held : BigInt(costNanoUsd)
      if (cost === undefined) throw invalid('Nothing was held for it: say what it cost.')
      if (cost > mostNanoUsd) throw invalid('No request costs so much.')
      ledger.repair({ entryId, by, cost: cost as NanoUsd })
      return read()
    },
  }
}

/** The ledger's time beside the machine's clock. */
export function viewTime(ledger: Pick<Ledger, 'clock'>): LedgerTimeView {
  const { clock } = ledger
  return { ledgerMs: clock.read(), clockMs: clock.wallMs(), aheadMs: clock.aheadMs }
}

function view({ held, ...record }: SetAsideRecord): SetAsideView {
  return { ...record, heldNanoUsd: held === undefined ? null : String(held) }
}

function invalid(reason: string): GatewayError {
  return new GatewayError('input_invalid', { reason })
}
