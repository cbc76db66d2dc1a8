// Starts the programs that are measured, each as a process of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { AdminApi, AdminReply } from '../../gateway/contract/admin.ts'
import { createAdminClient } from '../../gateway/contract/admin-client.ts'
import { readInstance } from '../../gateway/lifecycle/instance-file.ts'
import { residentMebibytes } from '../support/resident-memory.ts'
import type { LoadOptions, LoadResult } from './load.ts'

const root = join(import.meta.dirname, '..', '..')

export interface Program {
  readonly url: string
  readonly pid: number
  /** The first line that the program printed. */
  readonly firstLine: string
  /** The next line that it prints. */
  nextLine(): Promise<string>
  stop(): Promise<void>
}

/** `everyMs` is how long the upstream waits before each token. */
export const startUpstream = (outputTokens: number, everyMs?: number) =>
  start(
    [
      ...['test/support/fake-upstream.ts', '--output-tokens', String(outputTokens)],
      ...(everyMs === undefined ? [] : ['--every-ms', String(everyMs)]),
    ],
    line => line,
  )

export const startForwarder = (name: 'bare' | 'lean', upstreamUrl: string) =>
  start([`test/bench/${name}-forwarder.ts`, upstreamUrl], line => line)

/** Starts a gateway on free ports. `entry` is its program, absolute or relative to the root. */
export const startGatehouse = (entry: string, homeDir: string, nodeOptions: readonly string[] = []) =>
  start(
    [...nodeOptions, entry, '--json', '--home', homeDir, '--port', '0', '--admin-port', '0'],
    line => JSON.parse(line).gatewayUrl,
  )

async function start(args: readonly string[], urlIn: (line: string) => string): Promise<Program> {
  const env = { ...process.env, GATEHOUSE_LOCAL_SERVERS: 'off' }
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${args.join(' ')} ended with ${code}`)
  })
  const [firstLine] = await Promise.race([once(lines, 'line'), ended])
  ended.catch(() => {}) // the program runs: when it ends later, that is because stop() was called
  return {
    url: urlIn(firstLine),
    pid: child.pid ?? Number.NaN,
    firstLine,
    nextLine: async () => (await once(lines, 'line'))[0],
    stop: () => stop(child),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

/** The admin API of the gateway that runs on this home. */
export function adminOf(homeDir: string): AdminApi {
  const instance = readInstance(homeDir)
  if (!instance) throw new Error(`No gateway runs on ${homeDir}`)
  const { adminUrl, adminToken } = instance
  return createAdminClient(async (method, input) => {
    const response = await fetch(`${adminUrl}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    return (await response.json()) as AdminReply<unknown>
  })
}

/** The process's resident memory in MB. */
export function residentMb({ pid }: Program): number {
  return residentMebibytes(pid)
}

export const runLoad = (options: LoadOptions) => runCaller<LoadResult>('load', options)

/** Runs a program of this folder that calls the others. It is told on standard input what to do, and prints its result. */
export async function runCaller<Result>(name: string, options: object): Promise<Result> {
  const child = spawn(process.execPath, [`test/bench/${name}.ts`], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(options))
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${name} ended with ${code}`)))
  const [line] = await Promise.race([once(lines, 'line'), ended])
  ended.catch(() => {})
  return JSON.parse(line)
}
