import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from '@playwright/test'

export const projectDir = join(import.meta.dirname, '..', '..', '..')

export interface LaunchOptions {
  readonly homeDir: string
  readonly flags: readonly string[]
  readonly environment: NodeJS.ProcessEnv
}

/** The built program under test, started on a home of its own. */
export interface Program {
  readonly pid: number
  /** What it printed so far, both streams. */
  output(): string
  /** The exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>
  /** The page of its dashboard. */
  page(): Promise<Page>
  /** Ends it for good, however it is. */
  close(): Promise<void>
}

/** The desktop app, and what a test may do inside it. */
export interface DesktopProgram extends Program {
  /** Runs a function in the main process. It is sent as text, so it may use only what it is given. */
  evaluate<Parameter, Result>(
    run: (electron: typeof import('electron'), parameter: Parameter) => Result | Promise<Result>,
    parameter: Parameter,
  ): Promise<Result>
  evaluate<Result>(run: (electron: typeof import('electron')) => Result | Promise<Result>): Promise<Result>
}

export interface Spawned {
  readonly child: ChildProcess
  readonly exited: Promise<number | null>
  output(): string
  kill(): Promise<void>
}

/** Starts a process from the project's folder, with a control channel where asked for. */
export function spawnProcess(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  channel: 'ipc' | 'ignore' = 'ignore',
): Spawned {
  const child = spawn(command, args, {
    cwd: projectDir,
    // What happens to run on the machine has no effect.
    env: { ...process.env, GATEHOUSE_LOCAL_SERVERS: 'off', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', channel],
  })
  return watchProcess(child)
}

/** Keeps what a process prints and how it ends. */
export function watchProcess(child: ChildProcess): Spawned {
  const printed: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => printed.push(text))
  }
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return {
    child,
    exited,
    output: () => printed.join(''),
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
