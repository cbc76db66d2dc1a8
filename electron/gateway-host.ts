import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { App, SafeStorage, utilityProcess } from 'electron'
import { pino } from 'pino'
import { signInHelp } from '../gateway/config/sign-in-help.ts'
import type { GatewayDeps } from '../gateway/gateway-deps.ts'
import { localAddresses } from '../gateway/local/local-addresses.ts'
import { embeddingUtilityProcess } from './embedding-host.ts'
import type { LaunchOptions } from './launch-options.ts'
import { safeStorageVault } from './secrets.ts'

export interface HostedBy {
  readonly app: Pick<App, 'getVersion' | 'isPackaged'>
  readonly safeStorage: SafeStorage
  readonly utilityProcess: Pick<typeof utilityProcess, 'fork'>
  readonly launch: LaunchOptions
  /** The folder of the built main program, with the workers below it. */
  readonly programUrl: URL
  readonly dashboardUrl: URL
  /** The folder of the embedding model, which is outside of the packaged app's archive. */
  readonly modelDir: string
}

/** The gateway's dependencies when it runs in Electron. */
export function gatewayDeps(host: HostedBy): GatewayDeps {
  const { app, safeStorage, utilityProcess, launch, programUrl, dashboardUrl, modelDir } = host
  const { GATEHOUSE_PRICE_TABLE_URL } = process.env
  return {
    homeDir: launch.homeDir,
    version: app.getVersion(),
    vault: safeStorageVault(safeStorage, process.platform),
    workerUrl: name => new URL(`workers/${name}.js`, programUrl),
    startEmbeddingProcess: embeddingUtilityProcess(utilityProcess, {
      entryPath: fileURLToPath(new URL('embedding-process.js', programUrl)),
      modelDir,
    }),
    dashboardDir: fileURLToPath(dashboardUrl),
    signIn: signInHelp({
      homeDir: launch.homeDir,
      hasCommandLine: !app.isPackaged,
      environment: process.env,
      platform: process.platform,
      userHome: homedir(),
    }),
    overrides: launch.overrides,
    sandbox: launch.sandbox,
    acceptNewLedger: launch.acceptNewLedger,
    now: Date.now,
    monotonicMs: () => performance.now(),
    localAddresses: localAddresses(process.env),
    ...(GATEHOUSE_PRICE_TABLE_URL ? { priceTableUrl: GATEHOUSE_PRICE_TABLE_URL } : {}),
    // Written to the stream and not to file descriptor 2, which a Windows program without a console does not have.
    log: pino({ level: process.env.GATEHOUSE_LOG_LEVEL || 'warn' }, process.stderr),
  }
}
