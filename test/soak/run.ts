// npm run soak: ten minutes of mixed traffic on the built program, with callers that leave or read slowly and answers that
// are odd; the figures are kept in RESULTS.md. Shorter, and not kept: npm run soak -- --minutes 1. It fails where memory
// still grows after minute three, a descriptor stays open, a request is not in the log, or another client waits.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { adminOf, startGatehouse } from '../bench/programs.ts'
import { machine, median, table } from '../bench/report.ts'
import { calendarBudget } from '../support/budgets.ts'
import { buildProgram } from '../support/build-program.ts'
import { startFakeUpstream } from '../support/fake-upstream.ts'
import { randomOf } from '../support/random.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { behaviourFor } from './odd-answers.ts'
import { readFigures } from './process-figures.ts'
import { startTraffic } from './traffic.ts'

const full = '10'
const growthAtMostPercent = 10
const sampleEveryMs = 5000
const quietWithinMs = 90_000

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: full },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
})
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
if (!existsSync('/proc/self/status')) {
  process.stdout.write('Skipped: memory and descriptors of another process are read from /proc.\n')
  process.exit(0)
}

buildProgram()
const homeDir = temporaryHome()
const upstream = await startFakeUpstream({ record: false, behaviour: behaviourFor })
const gateway = await startGatehouse('out/main/headless.js', homeDir)
try {
  process.exitCode = (await soak()).length === 0 ? 0 : 1
} finally {
  await gateway.stop()
  await upstream.close()
  rmSync(homeDir, { recursive: true, force: true })
}

async function soak(): Promise<readonly string[]> {
  const admin = adminOf(homeDir)
  await admin.addProvider({
    id: 'open',
    kind: 'openai',
    baseUrl: `${upstream.baseUrl}/v1`,
    key: 'sk-soak-key-0123456789',
  })
  await admin.addProvider({
    id: 'anth',
    kind: 'anthropic',
    baseUrl: upstream.baseUrl,
    key: 'sk-soak-key-0123456789',
  })
  await admin.setBudget(calendarBudget('999999000000000', { window: 'month' }))
  const { token } = await admin.createClient({ name: 'soak' })
  // Everything that starts with the first request has started, and is quiet again.
  const random = randomOf(seed)
  const warm = startTraffic({ gatewayUrl: gateway.url, token, random })
  await wait(10_000)
  await warm.stop()
  const descriptorsBefore = await quietDescriptors()

  const traffic = startTraffic({ gatewayUrl: gateway.url, token, random })
  const health = watchHealth()
  const samples: { readonly minute: number; readonly residentMb: number }[] = []
  const startMs = performance.now()
  while (performance.now() - startMs < minutes * 60_000) {
    await wait(sampleEveryMs)
    const minute = (performance.now() - startMs) / 60_000
    samples.push({ minute, residentMb: readFigures(gateway.pid).residentMb })
  }
  await traffic.stop()
  const slowestHealthMs = await health.stop()
  const descriptorsAfter = await quietDescriptors()
  const asked = warm.asked + traffic.asked
  const inLog = await rowsWithin(asked)

  const residentAt = (from: number, to: number) =>
    median(samples.filter(({ minute }) => minute > from && minute <= to).map(({ residentMb }) => residentMb))
  const early = residentAt(minutes * 0.25, minutes * 0.35)
  const late = residentAt(minutes * 0.95, minutes + 1)
  const growthPercent = ((late - early) / early) * 100
  const faults = [
    ...warm.faults,
    ...traffic.faults,
    ...(growthPercent > growthAtMostPercent ? [`memory grew by ${growthPercent.toFixed(1)} %`] : []),
    ...(descriptorsAfter > descriptorsBefore
      ? [`${descriptorsAfter - descriptorsBefore} descriptors stayed open`]
      : []),
    ...(inLog === asked ? [] : [`${asked} requests, ${inLog} in the log`]),
  ]
  const text = [
    `${new Date().toISOString().slice(0, 10)}. ${machine()}. Seed ${seed}, ${minutes} minutes.\n`,
    'Twelve callers at once in both formats: some leave, some read slowly, one in forty sends 1.5 MB; half of the answers are',
    'odd (cut, reset, silent, HTML, broken JSON, 2 MB of blanks, events of 1 MB, absurd usage).\n',
    table(
      ['', 'result'],
      [
        ['requests', String(asked)],
        ['requests in the log', String(inLog)],
        ['resident at minute three', `${early.toFixed(0)} MB`],
        ['resident at the end', `${late.toFixed(0)} MB`],
        ['descriptors before, when quiet', String(descriptorsBefore)],
        ['descriptors after, when quiet', String(descriptorsAfter)],
        ['slowest /healthz meanwhile', `${slowestHealthMs.toFixed(0)} ms`],
        ['faults', faults.length === 0 ? '0' : faults.join('; ')],
      ],
    ),
  ].join('\n')
  process.stdout.write(`\n${text}\n`)
  if (values.minutes === full)
    writeFileSync(join(import.meta.dirname, 'RESULTS.md'), `# Soak results\n\n${text}\n`)
  return faults
}

/** When connections that nobody uses have gone: as few as they come to. */
async function quietDescriptors(): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  let sinceMs = performance.now()
  const deadlineMs = performance.now() + quietWithinMs
  while (performance.now() < deadlineMs && performance.now() - sinceMs < 40_000) {
    const { descriptors } = readFigures(gateway.pid)
    if (descriptors < least) [least, sinceMs] = [descriptors, performance.now()]
    await wait(500)
  }
  return least
}

/** What another client waits for meanwhile. */
function watchHealth() {
  let isStopped = false
  let slowestMs = 0
  const running = (async () => {
    while (!isStopped) {
      const startMs = performance.now()
      await (await fetch(`${gateway.url}/healthz`)).text()
      slowestMs = Math.max(slowestMs, performance.now() - startMs)
      await wait(100)
    }
  })()
  return {
    async stop(): Promise<number> {
      isStopped = true
      await running
      return slowestMs
    },
  }
}

/** The log is written behind: it has a few seconds to have them all. */
async function rowsWithin(expected: number): Promise<number> {
  const admin = adminOf(homeDir)
  for (let tries = 0; ; tries++) {
    const { total } = await admin.listRequests({ offset: 0, limit: 1 })
    if (total >= expected || tries > 50) return total
    await wait(200)
  }
}
