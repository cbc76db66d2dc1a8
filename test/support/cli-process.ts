import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { builtCli } from './built-program.ts'

export type CliChild = ChildProcessByStdio<Writable, Readable, Readable>

export interface CliOptions {
  /** The program to run instead of the built command line. */
  readonly entry?: string
  readonly environment?: NodeJS.ProcessEnv
  readonly stdin?: string
}

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts the built command line as a process of its own, or another `entry`. */
export function launchCli(
  args: readonly string[],
  { entry = builtCli, environment, stdin = '' }: CliOptions = {},
): CliChild {
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...withoutSettings(process.env), ...noLocalServers, ...environment },
    stdio: 'pipe',
  })
  child.stdin.end(stdin)
  return child
}

/** So that what happens to run on the machine has no effect. */
const noLocalServers = { GATEHOUSE_LOCAL_SERVERS: 'off' }

/** Removes GATEHOUSE_* variables, so that those of the person who runs the tests have no effect. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('GATEHOUSE_')))
}

export async function runCliProcess(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = launchCli(args, options)
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ])
  return { code, stdout, stderr }
}

export interface ServingCli {
  readonly child: CliChild
  readonly pid: number
  readonly gatewayUrl: string
  readonly dashboardUrl: string
  /** Null, except on the first start of a home. */
  readonly token: string | null
  /** What was printed to standard output and to standard error so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves with the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts `serve` on free ports and waits until it runs. */
export async function serveCli(
  homeDir: string,
  args: readonly string[] = [],
  options: CliOptions = {},
): Promise<ServingCli> {
  const child = launchCli(
    ['serve', '--json', '--home', homeDir, '--port', '0', '--admin-port', '0', ...args],
    options,
  )
  const printed = { stdout: '', stderr: '' }
  child.stderr.setEncoding('utf8').on('data', chunk => {
    printed.stderr += chunk
  })
  child.stdout.setEncoding('utf8')
  const exited = once(child, 'exit')
  const announced = new Promise<void>(resolve => {
    child.stdout.on('data', chunk => {
      printed.stdout += chunk
      if (printed.stdout.includes('\n')) resolve()
    })
  })
  await Promise.race([announced, exited])
  if (!printed.stdout.includes('\n')) throw new Error(`serve ended before it began: ${printed.stderr}`)
  const { gatewayUrl, dashboardUrl, token } = JSON.parse(printed.stdout)
  return {
    child,
    pid: child.pid ?? Number.NaN,
    gatewayUrl,
    dashboardUrl,
    token,
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    async end(signal = 'SIGTERM') {
      child.kill(signal)
      const [code] = await exited
      return code
    },
  }
}

export interface CliHome {
  readonly homeDir: string
  /** Starts `serve` on this home. `close` ends it, if nobody did before. */
  serve(args?: readonly string[], options?: CliOptions): Promise<ServingCli>
  /** Runs any other command on this home. */
  cli(args: readonly string[], options?: CliOptions): Promise<CliResult>
  /** Runs a command with --json. Throws if it fails. */
  cliJson(args: readonly string[], options?: CliOptions): Promise<unknown>
  close(): Promise<void>
}

/** Makes a new home folder to test the command line with. */
export async function openCliHome(): Promise<CliHome> {
  const homeDir = await mkdtemp(join(tmpdir(), 'gatehouse-cli-'))
  const serving: ServingCli[] = []
  const cli = (args: readonly string[], options?: CliOptions) =>
    runCliProcess([...args, '--home', homeDir], options)
  return {
    homeDir,
    cli,
    async serve(args, options) {
      const started = await serveCli(homeDir, args, options)
      serving.push(started)
      return started
    },
    async cliJson(args, options) {
      const { code, stdout, stderr } = await cli([...args, '--json'], options)
      if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`)
      return JSON.parse(stdout)
    },
    async close() {
      await Promise.all(serving.map(each => each.end('SIGKILL')))
      await rm(homeDir, { recursive: true, force: true })
    },
  }
}

export interface Asking {
  readonly stream?: boolean
  /** How fast the sandbox answers. */
  readonly tokensPerSecond?: number
}

/** Asks the sandbox for a chat completion of about ten tokens. */
export function askSandbox(
  { gatewayUrl }: ServingCli,
  token: string | null,
  { stream = false, tokensPerSecond }: Asking = {},
): Promise<Response> {
  return fetch(`${gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(tokensPerSecond !== undefined && { 'x-sandbox-tokens-per-second': String(tokensPerSecond) }),
    },
    body: JSON.stringify({
      model: 'sandbox/echo',
      stream,
      messages: [{ role: 'user', content: 'one two three four five six seven eight nine ten' }],
    }),
  })
}
