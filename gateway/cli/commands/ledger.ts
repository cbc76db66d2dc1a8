import { userInfo } from 'node:os'
import type { LedgerView, SetAsideView } from '../../contract/ledger.ts'
import { nanoUsd } from '../../contract/units.ts'
import { type Command, type CommandContext, UsageError } from '../command.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand, parseInteger } from '../parse-command.ts'
import { type Column, formatTable, printableJson } from '../table.ts'
import { moneyText, timeText } from '../words.ts'

const columns: readonly Column<SetAsideView>[] = [
  { title: 'ENTRY', text: ({ entryId }) => String(entryId) },
  { title: 'AT', text: ({ setAsideAtMs }) => timeText(setAsideAtMs) },
  { title: 'MODEL', text: ({ providerId, model }) => `${providerId}/${model}` },
  { title: 'HELD', text: ({ heldNanoUsd }) => moneyText(heldNanoUsd), align: 'end' },
  { title: 'REASON', text: ({ reason }) => reason },
  { title: 'REQUEST', text: ({ requestId }) => requestId },
]

const show: Command = {
  words: 'ledger show',
  usage: '',
  summary: "The ledger's time, when it was put right, and what waits to be billed by hand.",
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    tell(await withAdmin(home, context, ({ admin }) => admin.readLedger({})), json, context)
    return 0
  },
}

const correctClock: Command = {
  words: 'ledger correct-clock',
  usage: '',
  summary: [
    "This machine's clock is right now: go on from it where the ledger has seen a later time. What was spent meanwhile",
    'counts in the windows of now. The ledger keeps who did it and when.',
  ].join('\n      '),
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    await withAdmin(home, context, async ({ admin }) => {
      const { time } = await admin.readLedger({})
      const after = await admin.correctLedgerClock({ by: whoAmI() })
      if (json) return context.print(printableJson(after))
      context.print(
        time.aheadMs === 0
          ? "The ledger's time is this machine's: nothing was changed."
          : `The ledger's time was ${timeText(time.ledgerMs)} and is ${timeText(after.time.ledgerMs)} now.`,
      )
    })
    return 0
  },
}

const repair: Command = {
  words: 'ledger repair',
  usage: 'ENTRY [--usd N]',
  summary: 'Bill a request that was set aside: as what was held for it, or as so much.',
  async run(args, context) {
    const { home, json, operands, usd } = parseCommand(args, { usd: 'text' }, ['ENTRY'])
    const entryId = parseInteger(operands[0] ?? '', 'ENTRY', 1, Number.MAX_SAFE_INTEGER)
    const cost = usd === undefined ? {} : { costNanoUsd: String(parseDollars(usd)) }
    const after = await withAdmin(home, context, ({ admin }) =>
      admin.repairEntry({ entryId, by: whoAmI(), ...cost }),
    )
    context.print(json ? printableJson(after) : `Billed entry ${entryId}.`)
    return 0
  },
}

export const ledgerCommands = [show, correctClock, repair] as const

function tell(ledger: LedgerView, json: boolean | undefined, context: CommandContext): void {
  if (json) {
    context.print(printableJson(ledger))
    return
  }
  const { time, clockCorrections, setAside } = ledger
  const ahead = time.aheadMs > 0 ? ', later than this machine\'s clock: see "ledger correct-clock"' : ''
  context.print(`Time       ${timeText(time.ledgerMs)}${ahead}`)
  for (const { by, fromMs, toMs, entries } of clockCorrections) {
    context.print(
      `Put right  from ${timeText(fromMs)} to ${timeText(toMs)} by ${by}, ${entries} ${entries === 1 ? 'entry' : 'entries'} dated anew`,
    )
  }
  if (setAside.length > 0) for (const line of formatTable(columns, setAside)) context.print(line)
}

function parseDollars(text: string): bigint {
  try {
    return nanoUsd(text)
  } catch {
    throw new UsageError('--usd takes dollars, such as 0.25.')
  }
}

function whoAmI(): string {
  try {
    return `${userInfo().username.slice(0, 40)}, command line`
  } catch {
    return 'command line' // the user account has no name
  }
}
