// A throw in every function of the request path, its listeners, timers and callbacks among them, one by one: in a process of its
// own, where what nobody catches is counted.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { FaultReport } from '../support/faults/run.ts'

const folder = join(import.meta.dirname, '..', 'support', 'faults')

/** What runs when a gateway starts or ends, where a throw is the failure of that, and what only a worse fault reaches. */
const notOfRequests = [
  /^(listen|doors|connection-end)\.ts/, // opening and closing the ports
  /^server\.ts/, // making the routes
  /^secret-(filter|forms)\.ts/, // made once for each key, when it is opened
  /^record\.ts:\d+:\d+ (to)?[rR]ecovered/, // what a crash left, at a start
  /^(order-by-strategy|conditions|plan-route|choose-target|next-move|explain|explain-view)\.ts/, // decisions: pure, and nothing is held
  /^running-exchanges\.ts/, // what a person sees and stops
  /^skip-continue\.ts:\d+:7$|^relay\.ts:\d+:\d+ #failWith/, // the catch of a listener that threw
]

test('a listener, timer or callback that throws ends its request at most, settled once, and the gateway lives', async () => {
  const child = spawn(process.execPath, ['--import', join(folder, 'instrument.ts'), join(folder, 'run.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [[code], printed, complaints] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ])
  expect(code, complaints).toBe(0)
  const { tried, untried, problems }: FaultReport = JSON.parse(printed)
  expect(problems).toEqual([])
  expect(tried.length).toBeGreaterThan(200)
  for (const file of [
    'exchange',
    'pipeline',
    'call',
    'relay',
    'respond-stream',
    'respond-whole',
    'silence',
    'pursue',
    'ask-candidate',
    'speed-probe',
  ])
    expect(tried.some(point => point.startsWith(`${file}.ts:`))).toBe(true)
  const left = untried.filter(point => !notOfRequests.some(pattern => pattern.test(point)))
  // Rare branches, such as hints, growing holds and answers that are gone on with: fewer than a fifth of all.
  expect(left.length).toBeLessThan(tried.length / 5)
}, 300_000)
