// Kills a gateway (the built program) under load a thousand times, and each time compares its books with the provider's
// bill. The result is kept in RESULTS.md.
// All:                    npm run torture
// Fewer kills, not kept:  npm run torture -- --kills 50
// The same moments again: npm run torture -- --seed N
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { machine, median, table } from '../bench/report.ts'
import { buildProgram } from '../support/build-program.ts'
import { randomOf } from '../support/random.ts'
import { type KillReport, runLane } from './lane.ts'

const full = '1000'
/** The goal is 2 s. Only much more is reported as a fault, because the machine may be busy. */
const restartAtMostMs = 30_000

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: full },
    /** How many gateways run at the same time. */
    lanes: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
})
const [kills, lanes, seed] = [Number(values.kills), Number(values.lanes), Number(values.seed)]
process.stdout.write(`${kills} kills, ${lanes} gateways at once, seed ${seed}\n`)

buildProgram()
const options = { entry: join(import.meta.dirname, '..', '..', 'out', 'main', 'cli.js') }
const reports: KillReport[] = []
const startMs = performance.now()
await Promise.all(
  Array.from({ length: lanes }, (_, lane) => {
    const share = Math.floor((kills + lane) / lanes)
    return runLane(`lane${lane}`, share, randomOf(seed + lane), options, tell)
  }),
)
const minutes = (performance.now() - startMs) / 60_000
const faults = reports.flatMap(report => report.faults)
const result = describe()
process.stdout.write(`\n${result}\n`)
if (values.kills === full)
  writeFileSync(join(import.meta.dirname, 'RESULTS.md'), `# Torture results\n\n${result}\n`)
process.exitCode = faults.length === 0 && reports.length === kills ? 0 : 1

function tell(report: KillReport): void {
  const slow =
    report.restartMs > restartAtMostMs ? [`the restart took ${report.restartMs.toFixed(0)} ms`] : []
  const told = { ...report, faults: [...report.faults, ...slow] }
  reports.push(told)
  for (const fault of told.faults) process.stdout.write(`kill ${reports.length}: ${fault}\n`)
  if (reports.length % 50 === 0) process.stdout.write(`${reports.length} of ${kills}\n`)
}

function describe(): string {
  const sum = (of: (report: KillReport) => number) => reports.reduce((total, each) => total + of(each), 0)
  const restarts = reports.map(({ restartMs }) => restartMs).toSorted((a, b) => a - b)
  const p99 = restarts[Math.ceil(restarts.length * 0.99) - 1] ?? Number.NaN
  return [
    `${new Date().toISOString().slice(0, 10)}. ${machine()}. Seed ${seed}, ${lanes} gateways at once.\n`,
    'Each round: eight callers, streaming and not, in both formats; SIGKILL at a random moment, at times a second one',
    'in the middle of the restart; then every file is checked and every request compared with the provider’s bill.\n',
    table(
      ['', 'result'],
      [
        ['kills', String(reports.length)],
        ['faults', String(faults.length)],
        ['requests', String(sum(({ asked }) => asked))],
        ['entries that equal the bill', String(sum(({ exact }) => exact))],
        [
          'entries that a kill left estimated, none below the bill',
          String(sum(({ estimated }) => estimated)),
        ],
        ['tokens that those say beyond the bill', String(sum(({ tokensBeyondBill }) => tokensBeyondBill))],
        ['restart to first answer, median', `${median(restarts).toFixed(0)} ms`],
        ['restart to first answer, 99th of 100', `${p99.toFixed(0)} ms`],
        ['restart to first answer, slowest', `${(restarts.at(-1) ?? Number.NaN).toFixed(0)} ms`],
        ['minutes', minutes.toFixed(1)],
      ],
    ),
  ].join('\n')
}
