// npm run bench: prints what the gateway costs in time and memory, and keeps it in RESULTS.md. A part of it:
// npm run bench -- --only start (or forwarding, answers, tokens, ledger, repricing); a quick look that is not kept:
// npm run bench -- --rounds 2 --seconds 1; beside another commit, built for it in a temporary folder:
// npm run bench -- --only forwarding --against HEAD~1
import { parseArgs } from 'node:util'
import { buildProgram } from '../support/build-program.ts'
import { benchForwarding } from './forwarding.ts'
import { benchHostileAnswers } from './hostile-answers.ts'
import { benchLedger } from './ledger.ts'
import { checkOutCommit } from './other-commit.ts'
import { print, report } from './report.ts'
import { benchRepricing } from './repricing.ts'
import { benchStart } from './start.ts'
import { benchTokens } from './tokens.ts'

const full = { rounds: '7', seconds: '3', entry: 'out/main/headless.js' }

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: full.rounds },
    seconds: { type: 'string', default: full.seconds },
    /** The program that is measured: the built one by default, or its source. */
    entry: { type: 'string', default: full.entry },
    only: { type: 'string' },
    /** A commit, as git knows it, whose gateway is measured in the same rounds of forwarding. */
    against: { type: 'string' },
    /** For Node, in the gateway's process, such as --cpu-prof. */
    node: { type: 'string', multiple: true, default: [] },
  },
})
const { rounds, seconds, entry, only, against, node: nodeOptions } = values
const isFull =
  rounds === full.rounds && seconds === full.seconds && entry === full.entry && nodeOptions.length === 0
const tell = isFull ? report : print

if (entry === full.entry && !['tokens', 'ledger', 'repricing'].includes(only ?? '')) buildProgram()
const isAsked = (name: string) => only === undefined || only === name
if (isAsked('forwarding')) {
  // Its temporary folder is removed when this process exits, which a signal alone would not make it do.
  if (against !== undefined)
    process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))
  const other = against === undefined ? undefined : checkOutCommit(against)
  const options = { entry, rounds: Number(rounds), seconds: Number(seconds), nodeOptions }
  try {
    tell('Forwarding', await benchForwarding({ ...options, ...(other && { against: other }) }))
  } finally {
    other?.remove()
  }
}
if (isAsked('answers')) tell('Hostile answers', await benchHostileAnswers(entry))
if (isAsked('start')) tell('Start and memory', await benchStart(entry))
if (isAsked('tokens')) tell('Tokens', await benchTokens())
if (isAsked('ledger')) tell('Ledger', await benchLedger())
if (isAsked('repricing')) tell('Repricing', await benchRepricing())
