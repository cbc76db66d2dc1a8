// Measures the time from the program's start to its first answer, and the memory that it uses.
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { temporaryHome } from '../support/temporary-home.ts'
import { type Program, residentMb, runLoad, startGatehouse } from './programs.ts'
import { median, table } from './report.ts'

const starts = 7
const idleMs = 5000
const loadSeconds = 10

export async function benchStart(entry: string): Promise<string> {
  const first: number[] = []
  const later: number[] = []
  for (let round = 0; round < starts; round++) {
    const homeDir = temporaryHome()
    const { program, token, tookMs } = await startAndAsk(entry, homeDir)
    first.push(tookMs)
    await program.stop()
    const again = await startAndAsk(entry, homeDir, token)
    later.push(again.tookMs)
    await again.program.stop()
    rmSync(homeDir, { recursive: true, force: true })
  }
  const memory = await measureMemory(entry)
  return [
    'The sandbox answers; from the start of the process to the last byte of the first answer,',
    `medians of ${starts} starts. Memory is the resident set of the whole process, headless.\n`,
    table(
      ['', 'median'],
      [
        ['first start of a home to first answer', `${median(first).toFixed(0)} ms`],
        ['later start to first answer', `${median(later).toFixed(0)} ms`],
        [`memory ${idleMs / 1000} s after the start, idle`, `${memory.idle.toFixed(0)} MB`],
        [
          `memory ${idleMs / 1000} s after the first answer, rank table loaded`,
          `${memory.once.toFixed(0)} MB`,
        ],
        [`memory ${idleMs / 1000} s after ${memory.requests} requests`, `${memory.used.toFixed(0)} MB`],
      ],
    ),
  ].join('\n')
}

async function startAndAsk(entry: string, homeDir: string, knownToken?: string) {
  const startMs = performance.now()
  const program = await startGatehouse(entry, homeDir)
  const token: string = knownToken ?? JSON.parse(program.firstLine).token
  await ask(program, token)
  return { program, token, tookMs: performance.now() - startMs }
}

async function ask(program: Program, token: string): Promise<void> {
  const answer = await fetch(`${program.url}/v1/chat/completions`, request(token))
  await answer.text()
  if (answer.status !== 200) throw new Error(`The first answer was ${answer.status}`)
}

function request(token: string) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ model: 'sandbox/echo', messages: [{ role: 'user', content: 'hello' }] })
  return { method: 'POST', headers, body }
}

async function measureMemory(entry: string) {
  const homeDir = temporaryHome()
  const program = await startGatehouse(entry, homeDir)
  const token: string = JSON.parse(program.firstLine).token
  const settled = async (running: Program) => {
    await wait(idleMs)
    return residentMb(running)
  }
  try {
    const idle = await settled(program)
    await ask(program, token)
    const once = await settled(program)
    const { headers, body } = request(token)
    const url = `${program.url}/v1/chat/completions`
    const { requestsPerSecond } = await runLoad({ url, headers, body, connections: 16, seconds: loadSeconds })
    const requests = Math.round((requestsPerSecond * loadSeconds) / 1000) * 1000
    return { idle, once, used: await settled(program), requests }
  } finally {
    await program.stop()
    rmSync(homeDir, { recursive: true, force: true })
  }
}
