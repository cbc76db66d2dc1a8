import { homedir } from 'node:os'
import { destination, type Logger, levels, pino } from 'pino'
import { chooseHomeDir } from '../config/default-home.ts'
import type { Config } from '../config/schema.ts'
import type { GatewayDeps } from '../gateway-deps.ts'
import { openHeadlessVault } from '../vault/headless-vault.ts'
import { type CommandContext, UsageError } from './command.ts'

interface Chosen {
  readonly overrides: Partial<Config>
  readonly sandbox: boolean
  readonly acceptNewLedger?: boolean
  /** Unless GATEHOUSE_LOG_LEVEL says otherwise. */
  readonly logLevel: 'warn' | 'silent'
}

/** What a gateway takes from a plain Node process. Throws UsageError on an environment that makes no sense. */
export function headlessDeps(
  context: Pick<CommandContext, 'environment' | 'places'>,
  homeDir: string,
  chosen: Chosen,
): GatewayDeps {
  const { version, workerUrl, dashboardDir } = context.places
  const { GATEHOUSE_PRICE_TABLE_URL } = context.environment
  return {
    homeDir,
    version,
    vault: openHeadlessVault(homeDir, context.environment),
    workerUrl,
    dashboardDir,
    overrides: chosen.overrides,
    sandbox: chosen.sandbox,
    acceptNewLedger: chosen.acceptNewLedger ?? false,
    now: Date.now,
    monotonicMs: () => performance.now(),
    ...(GATEHOUSE_PRICE_TABLE_URL ? { priceTableUrl: GATEHOUSE_PRICE_TABLE_URL } : {}),
    log: openLog(context.environment.GATEHOUSE_LOG_LEVEL || chosen.logLevel),
  }
}

export function homeDirOf(flag: string | undefined, environment: NodeJS.ProcessEnv): string {
  return chooseHomeDir(flag, environment, process.platform, homedir())
}

/** JSON lines on standard error: standard output belongs to the person. */
function openLog(level: string): Logger {
  if (level !== 'silent' && !Object.hasOwn(levels.values, level)) {
    throw new UsageError(`GATEHOUSE_LOG_LEVEL is one of ${Object.keys(levels.values).join(', ')}, silent.`)
  }
  const stderr = destination(2)
  // It may be a file on a full disk; a log that cannot be written ends nothing.
  stderr.on('error', () => {})
  return pino({ level }, stderr)
}
