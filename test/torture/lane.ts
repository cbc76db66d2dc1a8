// Starts and kills a gateway on one home folder over and over.
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { adminOf } from '../bench/programs.ts'
import { calendarBudget } from '../support/budgets.ts'
import { type CliOptions, launchCli, serveCli } from '../support/cli-process.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { type BillingUpstream, startBillingUpstream } from './billing-upstream.ts'
import { type BooksReport, checkBooks, settledIds, untilSettled } from './books.ts'
import { ask, startCallers } from './callers.ts'

const shortestLoadMs = 30
const longestLoadMs = 300
/**
 * Some starts are killed too, at a random moment within this time. By then the gateway has just begun to settle the holds
 * that the crash left open, or has settled all of them.
 */
const longestStartMs = 900
const startsKilledOneIn = 8
/** After so many kills a new home folder is used, so that checking all of its books does not take most of the time. */
const killsPerHome = 50

export interface KillReport extends BooksReport {
  readonly asked: number
  readonly restartMs: number
}

interface Lane {
  readonly name: string
  readonly homeDir: string
  readonly upstream: BillingUpstream
  readonly random: (below: number) => number
  readonly options: CliOptions
}

/**
 * Calls `report` after each kill. `random` chooses the moments of the kills. The gateways are started with `options`.
 */
export async function runLane(
  name: string,
  kills: number,
  random: (below: number) => number,
  options: CliOptions,
  report: (kill: KillReport) => void,
): Promise<void> {
  for (let done = 0; done < kills; done += killsPerHome) {
    const homeDir = temporaryHome()
    const upstream = await startBillingUpstream()
    try {
      const lane = { name: `${name}-${done}`, homeDir, upstream, random, options }
      await runHome(lane, Math.min(killsPerHome, kills - done), report)
    } finally {
      await upstream.close()
      rmSync(homeDir, { recursive: true, force: true })
    }
  }
}

async function runHome(lane: Lane, kills: number, report: (kill: KillReport) => void): Promise<void> {
  const { homeDir, upstream, random, options } = lane
  let gateway = await serveCli(homeDir, [], options)
  try {
    const token = await setUp(lane)
    for (let kill = 0; kill < kills; kill++) {
      const name = `${lane.name}-${kill}`
      const callers = startCallers(gateway.gatewayUrl, token, name)
      await wait(shortestLoadMs + random(longestLoadMs - shortestLoadMs))
      const knownBefore = settledIds(homeDir)
      callers.stop()
      await gateway.end('SIGKILL')
      await callers.done
      if (random(startsKilledOneIn) === 0) await killStart(lane)
      const startMs = performance.now()
      gateway = await serveCli(homeDir, [], options)
      const firstTag = `${name}-first`
      const isAnswered = await ask(gateway.gatewayUrl, token, firstTag)
      const restartMs = performance.now() - startMs
      const isSettled = await untilSettled(homeDir, firstTag)
      const { asked } = callers
      const books = await checkBooks(homeDir, { asked, bill: upstream.bill, knownBefore })
      const more = [
        ...(isAnswered && isSettled ? [] : ['the first request after the restart failed']),
        ...upstream.sentTwice.map(tag => `${tag} was sent twice`),
      ]
      report({ ...books, faults: [...books.faults, ...more], asked: asked.length, restartMs })
    }
  } finally {
    await gateway.end('SIGKILL')
  }
}

async function setUp({ homeDir, upstream: { baseUrl } }: Lane): Promise<string> {
  const admin = adminOf(homeDir)
  await admin.addProvider({ id: 'open', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: 'sk-torture' })
  await admin.addProvider({ id: 'anth', kind: 'anthropic', baseUrl, key: 'sk-torture' })
  await admin.setBudget(calendarBudget('999999000000000', { window: 'month' }, { strict: true }))
  return (await admin.createClient({ name: 'torture' })).token
}

async function killStart({ homeDir, random, options }: Lane): Promise<void> {
  const child = launchCli(['serve', '--json', '--home', homeDir, '--port', '0', '--admin-port', '0'], options)
  const ended = once(child, 'exit')
  await wait(random(longestStartMs))
  child.kill('SIGKILL')
  await ended
}
