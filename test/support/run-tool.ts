import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

export interface ToolRun {
  readonly program: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly homeDir: string
  readonly cwd: string
  /** It is killed then. */
  readonly timeoutMs: number
}

export interface ToolOutcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Nothing listens there: whoever wants to go further than this machine is refused at once. */
const closedProxy = 'http://127.0.0.1:9'

/** Runs a program in a home of its own, which knows nothing of the person who runs the tests, without the network. */
export async function runTool(run: ToolRun): Promise<ToolOutcome> {
  const child = spawn(run.program, run.args, {
    cwd: run.cwd,
    env: {
      PATH: process.env.PATH,
      HOME: run.homeDir,
      USERPROFILE: run.homeDir,
      TMPDIR: run.homeDir,
      HTTP_PROXY: closedProxy,
      HTTPS_PROXY: closedProxy,
      NO_PROXY: '127.0.0.1',
      ...run.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: run.timeoutMs,
    killSignal: 'SIGKILL',
  })
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ])
  return { code, stdout, stderr }
}
