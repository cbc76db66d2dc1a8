// The gateway as a library. The desktop and the headless program use only this file.
import { randomBytes } from 'node:crypto'
import { createAdmin } from './admin/admin.ts'
import { createStatus } from './admin/status.ts'
import { createConversations } from './attempts/conversations.ts'
import { BytesInFlight } from './bytes/bytes-in-flight.ts'
import { ReadingPace } from './bytes/relay.ts'
import { sandboxProvider } from './catalog/provider-registry.ts'
import type { AdminApi } from './contract/admin.ts'
import { type Core, openCore } from './core.ts'
import type { GatewayDeps } from './gateway-deps.ts'
import { createAdminServer } from './ingress/admin-server.ts'
import { openDashboardFiles } from './ingress/dashboard-files.ts'
import { createDoors, type Doors } from './ingress/doors.ts'
import { createServer } from './ingress/server.ts'
import { type ClosingStep, closeInOrder } from './lifecycle/closing.ts'
import { drain, drainMarginMs } from './lifecycle/drain.ts'
import { removeInstance, writeInstance } from './lifecycle/instance-file.ts'
import { keepGarbagePausesShort } from './lifecycle/short-garbage-pauses.ts'
import { createLastResort } from './local/last-resort.ts'
import { publicNetwork } from './network/public-agent.ts'
import type { PipelineDeps } from './pipeline.ts'
import type { Catalog } from './routing/choose-target.ts'
import { RunningExchanges } from './running-exchanges.ts'
import { createCountingAllowance } from './tokens/counting-allowance.ts'
import { type LargeAnswers, openLargeAnswers } from './tokens/large-answers.ts'
import { type LargeBodies, openLargeBodies } from './tokens/large-bodies.ts'
import { openSmallBodies } from './tokens/small-bodies.ts'
import { mediaLimits } from './translation/fetch-media.ts'
import { createKeptSeals } from './translation/kept-seals.ts'

export interface RunningGateway {
  /** For example http://127.0.0.1:4283 */
  readonly gatewayUrl: string
  /** For example http://127.0.0.1:4284 */
  readonly adminUrl: string
  /** The admin URL with this run's token in its fragment, which a browser does not send to a server. */
  readonly dashboardUrl: string
  readonly admin: AdminApi
  /**
   * Refuses new requests, waits for running ones, settles, and releases the home folder. Every step has a deadline, and a
   * step that passes it is logged. May be called more than once. Never rejects.
   */
  close(): Promise<void>
  /**
   * Does what `close` does, but does not wait for running requests. They are settled by what is known of them. For use after
   * a failure.
   */
  closeNow(): Promise<void>
}

/** Throws GatewayError `home_locked`, `home_unusable`, `database_*` or `port_in_use`. Nothing is left open then. */
export async function createGateway(deps: GatewayDeps): Promise<RunningGateway> {
  keepGarbagePausesShort()
  const core = await openCore(deps)
  try {
    return await serve(deps, core)
  } catch (error) {
    await closeInOrder(core.closing, deps.log)
    throw error
  }
}

/**
 * The admin object without any server, for a command while no gateway is running. Throws GatewayError `home_locked` if one
 * is.
 */
export async function openOffline(
  deps: GatewayDeps,
): Promise<{ readonly admin: AdminApi; close(): Promise<void> }> {
  const core = await openCore(deps)
  const running = new RunningExchanges()
  const readStatus = createStatus(deps, core, { running, doors: undefined })
  const admin = createAdmin({
    ...adminDepsOf(deps, core),
    running,
    readStatus,
    ownPorts: () => portsOf(core),
  })
  return {
    admin,
    close() {
      core.localPulls.stop()
      core.localServers.stop()
      return closeInOrder(core.closing, deps.log)
    },
  }
}

async function serve(deps: GatewayDeps, core: Core): Promise<RunningGateway> {
  const running = new RunningExchanges()
  const largeBodies = openLargeBodies(core.encodings, deps.workerUrl('token-counter'))
  const largeAnswers = openLargeAnswers(core.encodings, deps.workerUrl('token-counter'))
  const token = randomBytes(32).toString('base64url')
  const doors = createDoors(() => core.settings.current, running, deps.monotonicMs)
  const readStatus = createStatus(deps, core, { running, doors })
  const admin = createAdmin({ ...adminDepsOf(deps, core), running, readStatus, ownPorts: () => doors.ports })
  const { unauthenticated } = doors
  const pipeline = {
    ...createPipelineDeps(deps, core, running, { largeBodies, largeAnswers }),
    unauthenticated,
  }
  await doors.open({
    gateway: createServer({ ...doors, pipeline }),
    admin: createAdminServer({
      ...doors,
      admin,
      token,
      files: openDashboardFiles(deps.dashboardDir),
      signIn: deps.signIn ?? { command: null, needsHome: false },
      log: deps.log,
    }),
  })
  const { gatewayUrl, adminUrl } = doors
  const { version, homeDir } = deps
  writeInstance(homeDir, {
    pid: process.pid,
    gatewayUrl,
    adminUrl,
    adminToken: token,
    version,
    startedAtMs: deps.now(),
  })
  core.modelLists.start()
  core.priceTables.start()
  core.localServers.start()

  const hurry = new AbortController()
  let closed: Promise<void> | undefined
  function close(): Promise<void> {
    closed ??= closeInOrder(
      closingSteps({ deps, core, doors, largeBodies, largeAnswers, pipeline }, hurry.signal),
      deps.log,
    )
    return closed
  }
  return {
    gatewayUrl,
    adminUrl,
    dashboardUrl: `${adminUrl}/#token=${token}`,
    admin,
    close,
    closeNow() {
      hurry.abort()
      return close()
    },
  }
}

interface Serving {
  readonly deps: GatewayDeps
  readonly core: Core
  readonly doors: Doors
  readonly largeBodies: LargeBodies
  readonly largeAnswers: LargeAnswers
  readonly pipeline: PipelineDeps
}

/** The deadline of steps that should take hardly any time. */
const usualMs = 2000

function closingSteps(
  { deps, core, doors, largeBodies, largeAnswers, pipeline }: Serving,
  hurry: AbortSignal,
): readonly ClosingStep[] {
  const { drainTimeoutMs } = core.settings.current
  const { modelLists, priceTables, localServers, localPulls } = core
  return [
    { name: 'model lists', withinMs: usualMs, run: () => modelLists.stop() },
    { name: 'price tables', withinMs: usualMs, run: () => priceTables.stop() },
    { name: 'local models', withinMs: usualMs, run: () => localPulls.stop() },
    { name: 'local servers', withinMs: usualMs, run: () => localServers.stop() },
    { name: 'new requests', withinMs: usualMs, run: doors.refuse },
    {
      name: 'running requests',
      withinMs: drainTimeoutMs + drainMarginMs,
      run: () => drain(pipeline, drainTimeoutMs, hurry),
    },
    { name: 'doors', withinMs: usualMs, run: doors.close },
    { name: 'token counter', withinMs: usualMs, run: () => largeBodies.close() },
    { name: 'answer reader', withinMs: usualMs, run: () => largeAnswers.close() },
    { name: 'instance file', withinMs: usualMs, run: () => removeInstance(deps.homeDir) },
    ...core.closing,
  ]
}

function createPipelineDeps(
  deps: GatewayDeps,
  core: Core,
  running: RunningExchanges,
  workers: Pick<PipelineDeps, 'largeBodies' | 'largeAnswers'>,
): Omit<PipelineDeps, 'unauthenticated'> {
  return {
    ...core,
    ...workers,
    bytesInFlight: new BytesInFlight({
      maxBytes: () => core.settings.current.inFlightMaxBytes,
      waitMs: () => core.settings.current.inFlightWaitMs,
    }),
    readingPace: new ReadingPace(),
    countingAllowance: createCountingAllowance(deps.monotonicMs),
    smallBodies: openSmallBodies(core.encodings),
    keptSeals: createKeptSeals(deps.monotonicMs),
    conversations: createConversations(deps.monotonicMs),
    random: Math.random,
    remoteMedia: deps.remoteMedia ?? { network: publicNetwork, limits: mediaLimits },
    running,
    requests: core.logWriter,
    log: deps.log,
    clock: deps,
    config: () => core.settings.current,
    catalog: () => catalogOf(core),
    lastResort: lastResortOf(core),
  }
}

function adminDepsOf(deps: GatewayDeps, core: Core) {
  const catalog = () => catalogOf(core)
  // Servers on this machine are not looked for in front of simulated providers.
  const { localAddresses: _, ...others } = deps
  return {
    ...core,
    now: deps.now,
    monotonicMs: deps.monotonicMs,
    clock: deps,
    random: Math.random,
    catalog,
    lastResort: lastResortOf(core),
    homeDir: deps.homeDir,
    openGateway: (changes: Partial<GatewayDeps>) =>
      createGateway({ ...others, encodings: core.encodings, ...changes }),
  }
}

function lastResortOf(core: Core) {
  return createLastResort({ ...core, catalog: () => catalogOf(core) })
}

function catalogOf({ registry, localServers, routes, sandbox }: Core): Catalog {
  const providers = localServers.withoutStrangers(registry.list())
  return sandbox()
    ? { providers: [...providers, sandboxProvider], switchedOff: [], routes: routes.list() }
    : { providers, switchedOff: [sandboxProvider], routes: routes.list() }
}

function portsOf({ settings }: Core): readonly number[] {
  return [settings.current.port, settings.current.adminPort]
}
