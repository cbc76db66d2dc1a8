// Runs every scenario against a gateway whose request path is instrumented: once without a fault, and then once for each
// point that was passed, with a fault at that point. Prints one line of JSON with the result.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openGatewayRig } from '../gateway-rig.ts'
import { cacheScenarios } from './cache-scenarios.ts'
import { scenarios as otherScenarios } from './scenarios.ts'

const scenarios = { ...otherScenarios, ...cacheScenarios }

export interface FaultReport {
  /** The points that were made to throw, each with the scenario in which it was passed. */
  readonly tried: readonly string[]
  /** The points that no scenario passes. */
  readonly untried: readonly string[]
  readonly problems: readonly string[]
}

const faults = globalThis.gatehouseFaults
const problems: string[] = []
let doing = 'the start'
process.on('uncaughtException', error => {
  if (doing === 'the start') throw error
  problems.push(`${doing}: nobody caught ${String(error)}`)
})

const rig = await openGatewayRig({
  sandbox: true,
  overrides: {
    pingIntervalMs: 25,
    firstByteTimeoutMs: 400,
    silenceTimeoutMs: 400,
    slowReaderTimeoutMs: 500,
  },
})
await rig.gateway.admin.addProvider({
  id: 'signed',
  kind: 'amazon-bedrock',
  baseUrl: `${rig.upstream.baseUrl}/openai/v1`,
  key: JSON.stringify({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    region: 'us-east-1',
  }),
})
const targets = [{ target: 'open/gpt-4o-mini' }, { target: 'signed/openai.gpt-oss-20b-1:0' }]
const groups = [{ strategy: 'priority', targets }] as const
await rig.gateway.admin.setRoute({
  name: 'in-order',
  groups,
  limits: { tokensPerSecond: 1000, probeWindowMs: 100 },
})
await rig.gateway.admin.setRoute({
  name: 'beside',
  groups,
  hedge: { afterMs: 20 },
  limits: { headersMs: 100 },
})
await rig.money() // sets a budget that counts every hold from here on
const ledger = new Database(join(rig.gateway.homeDir, 'ledger.db'), { readonly: true })
const twice = ledger
  .prepare('SELECT request_id FROM entries GROUP BY request_id, attempt HAVING count(*) > 1')
  .pluck()

const enoughProblems = 10
/** Longer than any scenario takes, even the one with the slow caller. */
const patienceMs = 8000

async function within<Result>(what: Promise<Result>): Promise<Result | 'late'> {
  const late = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => late.resolve('late'), patienceMs)
  return Promise.race([what, late.promise]).finally(() => clearTimeout(timer))
}

async function untilNothingIsHeld(): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await rig.money()).held === 0n) return true
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  return false
}

/** Checks that the next request is answered, that nothing stays held, and that no hold was settled twice. */
async function checkHealth(): Promise<void> {
  rig.upstream.script()
  const answer = await within(rig.post('/v1/chat/completions', { model: 'gpt-4o-mini', messages: [] }))
  if (answer === 'late' || answer.status !== 200) problems.push(`${doing}: the next request was not answered`)
  else await answer.arrayBuffer()
  if (!(await untilNothingIsHeld())) problems.push(`${doing}: a hold was left`)
  if (twice.all().length > 0) problems.push(`${doing}: a hold was settled twice`)
}

const passedBy = new Map<string, string>()
for (const [name, run] of Object.entries(scenarios)) {
  doing = name
  faults.passed.clear()
  if ((await within(run(rig))) === 'late') problems.push(`${name}: it does not end`)
  await checkHealth()
  for (const id of faults.passed) if (!passedBy.has(id)) passedBy.set(id, name)
}

const tried: string[] = []
for (const [id, name] of passedBy) {
  // A hold that is left makes every further check wait, and these are enough to begin with.
  if (problems.length >= enoughProblems) break
  doing = `${id}, in ${name}`
  tried.push(doing)
  faults.armed = id
  const end = await within(scenarios[name]?.(rig) ?? Promise.resolve())
  faults.armed = undefined
  if (end === 'late') problems.push(`${doing}: the caller was left waiting`)
  await checkHealth()
}

doing = 'the end'
ledger.close()
await rig[Symbol.asyncDispose]()
const untried = [...faults.known].filter(id => !passedBy.has(id))
process.stdout.write(`${JSON.stringify({ tried, untried, problems } satisfies FaultReport)}\n`, () =>
  process.exit(),
)
