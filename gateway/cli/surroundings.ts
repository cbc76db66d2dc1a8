import { homedir } from 'node:os'
import { destination, type Logger, levels, pino } from 'pino'
import { chooseHomeDir } from '../config/default-home.ts'
import type { Config } from '../config/schema.ts'
import { signInHelp } from '../config/sign-in-help.ts'
import { forkEmbeddingProcess } from '../embeddings/fork-embedding-process.ts'
import type { GatewayDeps } from '../gateway-deps.ts'
import { localAddresses } from '../local/local-addresses.ts'
import { openHeadlessVault } from '../vault/headless-vault.ts'
import { type CommandContext, UsageError } from './command.ts'

interface Chosen {
  readonly overrides: Partial<Config>
  readonly sandbox: boolean
  readonly acceptNewLedger?: boolean
  /** Used if GATEHOUSE_LOG_LEVEL is not set. */
  readonly logLevel: 'warn' | 'silent'
}

/** The gateway's dependencies in a plain Node process. Throws UsageError if an environment variable is not valid. */
export function headlessDeps(
  context: Pick<CommandContext, 'environment' | 'places'>,
  homeDir: string,
  chosen: Chosen,
): GatewayDeps {
  const { version, workerUrl, embedding, dashboardDir } = context.places
  const { GATEHOUSE_PRICE_TABLE_URL } = context.environment
  return {
    homeDir,
    version,
    vault: openHeadlessVault(homeDir, context.environment),
    workerUrl,
    startEmbeddingProcess: forkEmbeddingProcess(embedding),
    dashboardDir,
    signIn: signInHelp({
      homeDir,
      hasCommandLine: true,
      environment: context.environment,
      platform: process.platform,
      userHome: homedir(),
    }),
    overrides: chosen.overrides,
    sandbox: chosen.sandbox,
    acceptNewLedger: chosen.acceptNewLedger ?? false,
    now: Date.now,
    monotonicMs: () => performance.now(),
    localAddresses: localAddresses(context.environment),
    ...(GATEHOUSE_PRICE_TABLE_URL ? { priceTableUrl: GATEHOUSE_PRICE_TABLE_URL } : {}),
    log: openLog(context.environment.GATEHOUSE_LOG_LEVEL || chosen.logLevel),
  }
}

export function homeDirOf(flag: string | undefined, environment: NodeJS.ProcessEnv): string {
  return chooseHomeDir(flag, environment, process.platform, homedir())
}

/** Logs JSON lines to standard error, because standard output is for the command's result. */
function openLog(level: string): Logger {
  if (level !== 'silent' && !Object.hasOwn(levels.values, level)) {
    throw new UsageError(`GATEHOUSE_LOG_LEVEL is one of ${Object.keys(levels.values).join(', ')}, silent.`)
  }
  const stderr = destination(2)
  // Standard error may be a file on a full disk. The gateway goes on even if its log cannot be written.
  stderr.on('error', () => {})
  return pino({ level }, stderr)
}
