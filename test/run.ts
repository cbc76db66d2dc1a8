// `npm test`: every check of this repository in order, or those named: `npm test -- unit e2e`. All run even where
// one fails. Ends with a table and leaves the sums in test-results/summary.json.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { formatTable } from '../gateway/cli/table.ts'
import { provideChromium } from './support/provide-chromium.ts'
import {
  type Counts,
  countPlaywright,
  countVitest,
  type PlaywrightReport,
  type VitestReport,
} from './support/test-reports.ts'

interface Outcome extends Counts {
  readonly name: string
  readonly seconds: number
}

const root = join(import.meta.dirname, '..')
const results = join(root, 'test-results')

/** Programs and threads that tests start read the sources hundreds of times: from here, they need not strip their types again. */
const compileCache = join(root, 'node_modules/.cache/compile')

/** Far above what any step takes: a step that hangs must not hang the whole run. */
const stepTimeoutMs = 30 * 60_000

// By itself, Vitest leaves one core free, and on two cores it runs one file at a time.
const workers = `--maxWorkers=${Math.max(2, availableParallelism())}`
/** These tests mostly wait, for sockets and timers. */
const waitingWorkers = `--maxWorkers=${Math.max(4, availableParallelism())}`

const failedAsOne: Counts = { passed: 0, failed: 1, skipped: 0, flaky: [] }

const tools = {
  typescript: 'node_modules/typescript/bin/tsc',
  biome: 'node_modules/@biomejs/biome/bin/biome',
  vitest: 'node_modules/vitest/vitest.mjs',
  playwright: 'node_modules/@playwright/test/cli.js',
}

const steps: Readonly<Record<string, () => Counts>> = {
  typecheck: () => check([tools.typescript, '-b']),
  lint: () =>
    check([tools.biome, 'ci', '--error-on-warnings', ...(process.stdout.isTTY ? [] : ['--colors=off'])]),
  unit: () => runVitest('unit', [workers]),
  integration: () => runVitest('integration', [waitingWorkers]),
  conformance: () => runVitest('conformance', [workers]),
  architecture: () => runVitest('architecture'),
  build: () => check(['start.mjs', '--build']),
  torture: () => check(['test/torture/run.ts', '--kills', '50']),
  e2e: runPlaywright,
}

process.exitCode = main(process.argv.slice(2))

function main(asked: readonly string[]): number {
  const names = asked.length > 0 ? asked : Object.keys(steps)
  const unknown = names.filter(name => !Object.hasOwn(steps, name))
  if (unknown.length > 0) {
    console.error(`There is no step ${unknown.join(', ')}. The steps are ${Object.keys(steps).join(', ')}.`)
    return 2
  }
  const outcomes = names.map(runStep)
  const passed = sum(outcomes, ({ passed }) => passed)
  const failed = sum(outcomes, ({ failed }) => failed)
  const flaky = outcomes.flatMap(({ flaky }) => flaky)
  for (const line of ['', ...tabulate(outcomes), '']) console.log(line)
  if (flaky.length > 0)
    console.log(`FLAKY: ${flaky.length} tests passed at the second try only:\n  ${flaky.join('\n  ')}\n`)
  console.log(`${passed} passed, ${failed} failed`)
  mkdirSync(results, { recursive: true })
  writeFileSync(
    join(results, 'summary.json'),
    JSON.stringify({ passed, failed, flaky: flaky.length, steps: outcomes }, undefined, 2),
  )
  return failed === 0 ? 0 : 1
}

function runStep(name: string): Outcome {
  console.log(`\n--- ${name}`)
  const startedAtMs = performance.now()
  const counts = steps[name]?.() ?? failedAsOne
  return { name, ...counts, seconds: Math.round((performance.now() - startedAtMs) / 1000) }
}

/** A tool that only says yes or no counts as one test. */
function check(args: readonly string[]): Counts {
  const isGood = runNode(args)
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0, flaky: [] }
}

function runVitest(folder: string, options: readonly string[] = []): Counts {
  const report = freshReport(folder)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const isGood = runNode([tools.vitest, 'run', `test/${folder}/`, ...reporters, ...options])
  return readCounts<VitestReport>(report, isGood, countVitest)
}

function runPlaywright(): Counts {
  const chromium = provideChromium()
  if (chromium === undefined) return failedAsOne
  const report = freshReport('e2e')
  const isGood = runNode([tools.playwright, 'test', '--reporter=list,json'], {
    CHROMIUM_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  })
  return readCounts<PlaywrightReport>(report, isGood, countPlaywright)
}

function runNode(args: readonly string[], environment: NodeJS.ProcessEnv = {}): boolean {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env, ...environment },
    timeout: stepTimeoutMs,
  })
  return status === 0
}

function freshReport(name: string): string {
  mkdirSync(results, { recursive: true })
  const path = join(results, `${name}.json`)
  rmSync(path, { force: true })
  return path
}

/** What fails outside any test, such as a file that does not load, counts as one failed test. */
function readCounts<Report>(path: string, isGood: boolean, toCounts: (report: Report) => Counts): Counts {
  try {
    const counts = toCounts(JSON.parse(readFileSync(path, 'utf8')))
    return isGood || counts.failed > 0 ? counts : { ...counts, failed: 1 }
  } catch {
    return failedAsOne
  }
}

function tabulate(outcomes: readonly Outcome[]): readonly string[] {
  return formatTable<Outcome>(
    [
      { title: 'STEP', text: ({ name }) => name },
      { title: 'PASSED', text: ({ passed }) => String(passed), align: 'end' },
      { title: 'FAILED', text: ({ failed }) => String(failed), align: 'end' },
      { title: 'SKIPPED', text: ({ skipped }) => String(skipped), align: 'end' },
      { title: 'SECONDS', text: ({ seconds }) => String(seconds), align: 'end' },
    ],
    outcomes,
  )
}

function sum(outcomes: readonly Outcome[], of: (outcome: Outcome) => number): number {
  return outcomes.reduce((total, outcome) => total + of(outcome), 0)
}
