// Measures what the gateway costs in time and memory, prints it, and keeps it in RESULTS.md.
// All:                    npm run bench
// One part:               npm run bench -- --only start   (or forwarding, translation, fallback, cache, answers, tokens, ledger,
//                         repricing, cache-search, cache-questions)
// Quick, not kept:        npm run bench -- --rounds 2 --seconds 1
// Beside another commit:  npm run bench -- --only forwarding --against HEAD~1
import { parseArgs } from 'node:util'
import { buildProgram } from '../support/build-program.ts'
import { benchCache } from './cache.ts'
import { benchCacheQuestions } from './cache-questions.ts'
import { benchCacheSearch } from './cache-search.ts'
import { benchFallback } from './fallback.ts'
import { benchForwarding } from './forwarding.ts'
import { benchHostileAnswers } from './hostile-answers.ts'
import { benchLedger } from './ledger.ts'
import { checkOutCommit } from './other-commit.ts'
import { print, report } from './report.ts'
import { benchRepricing } from './repricing.ts'
import { benchStart } from './start.ts'
import { benchTokens } from './tokens.ts'
import { benchTranslation } from './translation.ts'

const full = { rounds: '7', seconds: '3', entry: 'out/main/headless.js' }

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: full.rounds },
    seconds: { type: 'string', default: full.seconds },
    /** The gateway's program. The default is the built one; it can be a source file too. */
    entry: { type: 'string', default: full.entry },
    only: { type: 'string' },
    /** Any name that git has for a commit. Its gateway is built too, and measured in the same rounds of forwarding. */
    against: { type: 'string' },
    /** Options for Node in the gateway's process, such as --cpu-prof. */
    node: { type: 'string', multiple: true, default: [] },
  },
})
const { rounds, seconds, entry, only, against, node: nodeOptions } = values
const isFull =
  rounds === full.rounds && seconds === full.seconds && entry === full.entry && nodeOptions.length === 0
const tell = isFull ? report : print

if (
  entry === full.entry &&
  !['tokens', 'ledger', 'repricing', 'cache-search', 'cache-questions'].includes(only ?? '')
)
  buildProgram()
const isAsked = (name: string) => only === undefined || only === name
if (isAsked('forwarding')) {
  // The commit's temporary folder is removed on the event 'exit', which Node does not emit when a signal ends the
  // process.
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
if (isAsked('translation')) {
  const options = { entry, rounds: Number(rounds), seconds: Number(seconds), nodeOptions }
  tell('Translation', await benchTranslation(options))
}
if (isAsked('fallback')) {
  const options = { entry, rounds: Number(rounds), seconds: Number(seconds), nodeOptions }
  tell('Fallback', await benchFallback(options))
}
if (isAsked('cache'))
  tell('Cache', await benchCache({ entry, rounds: Number(rounds), seconds: Number(seconds), nodeOptions }))
if (isAsked('answers')) tell('Hostile answers', await benchHostileAnswers(entry))
if (isAsked('start')) tell('Start and memory', await benchStart(entry))
if (isAsked('tokens')) tell('Tokens', await benchTokens())
if (isAsked('ledger')) tell('Ledger', await benchLedger())
if (isAsked('cache-questions')) tell('Questions that the cache answers', await benchCacheQuestions())
if (isAsked('cache-search')) tell('Cache search', await benchCacheSearch())
if (isAsked('repricing')) tell('Repricing', await benchRepricing())
