// A whole gateway on a home folder of its own, with free ports and a clock that a test can set.
import { rmSync } from 'node:fs'
import { pino } from 'pino'
import type { Config } from '../../gateway/config/schema.ts'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import { forkEmbeddingProcess } from '../../gateway/embeddings/fork-embedding-process.ts'
import type { GatewayDeps } from '../../gateway/gateway-deps.ts'
import { createGateway, type RunningGateway } from '../../gateway/index.ts'
import { publicNetwork } from '../../gateway/network/public-agent.ts'
import { loadInWorker, openEncodings } from '../../gateway/tokens/encodings.ts'
import { mediaLimits } from '../../gateway/translation/fetch-media.ts'
import { openHeadlessVault } from '../../gateway/vault/headless-vault.ts'
import { builtPlaces } from './built-program.ts'
import { embeddingFiles } from './embedding-files.ts'
import { temporaryHome } from './temporary-home.ts'

export interface TestGateway extends RunningGateway {
  readonly homeDir: string
  readonly token: string
  /** The log's row with this request id, once it is there. */
  row(requestId: string): Promise<RequestDetail>
  [Symbol.asyncDispose](): Promise<void>
}

export interface TestGatewayOptions {
  readonly homeDir?: string
  readonly overrides?: Partial<Config>
  readonly sandbox?: boolean
  readonly now?: () => number
  readonly deps?: Partial<GatewayDeps>
}

/** For all gateways of this process: a table of tokens takes half a second of processor time to build and to warm up. */
const encodings = openEncodings(loadInWorker(builtPlaces.workerUrl('token-counter')))

export async function testDeps(homeDir: string, options: TestGatewayOptions = {}): Promise<GatewayDeps> {
  return {
    homeDir,
    version: '0.0.0-test',
    vault: await openHeadlessVault(homeDir, {}),
    workerUrl: builtPlaces.workerUrl,
    encodings,
    startEmbeddingProcess: forkEmbeddingProcess(embeddingFiles),
    dashboardDir: undefined,
    overrides: { port: 0, adminPort: 0, drainTimeoutMs: 0, ...options.overrides },
    sandbox: options.sandbox ?? false,
    now: options.now ?? Date.now,
    monotonicMs: () => performance.now(),
    log: pino({ level: 'silent' }),
    remoteMedia: { network: { ...publicNetwork, resolve: knowNoNames }, limits: mediaLimits },
    priceTableUrl: 'http://127.0.0.1:9/', // nothing listens there, so no test asks the real publisher
    ...options.deps,
  }
}

/** No test asks the real internet. */
async function knowNoNames(hostname: string): Promise<never> {
  throw Object.assign(new Error(hostname), { code: 'ENOTFOUND' })
}

/** Starts a gateway. Its home is removed when it is closed, unless the test gave one. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const homeDir = options.homeDir ?? temporaryHome()
  const gateway = await createGateway(await testDeps(homeDir, options))
  const { token } = await gateway.admin.createClient({ name: `test-${Date.now().toString(36)}` })
  return {
    ...gateway,
    homeDir,
    token,
    row: requestId => untilLogged(gateway, requestId),
    async [Symbol.asyncDispose]() {
      await gateway.close()
      if (options.homeDir === undefined) rmSync(homeDir, { recursive: true, force: true })
    },
  }
}

/** Asks the log until the row is there, because rows are written in batches a moment after the answer. */
async function untilLogged({ admin }: RunningGateway, requestId: string): Promise<RequestDetail> {
  for (let tries = 0; ; tries++) {
    try {
      return await admin.readRequest({ requestId })
    } catch (error) {
      if (tries > 400) throw error
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }
}
