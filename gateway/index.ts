// The gateway as a library: its two programs, desktop and headless, call this and nothing else.
import { randomBytes } from 'node:crypto'
import { createAdmin } from './admin/admin.ts'
import { createStatus } from './admin/status.ts'
import { BytesInFlight } from './bytes-in-flight.ts'
import type { AdminApi } from './contract/admin.ts'
import { type Core, openCore } from './core.ts'
import { GatewayError } from './errors.ts'
import type { GatewayDeps } from './gateway-deps.ts'
import { createAdminServer } from './ingress/admin-server.ts'
import { openDashboardFiles } from './ingress/dashboard-files.ts'
import { createDoors } from './ingress/doors.ts'
import { createServer } from './ingress/server.ts'
import { removeInstance, writeInstance } from './instance-file.ts'
import type { PipelineDeps } from './pipeline.ts'
import { RunningExchanges } from './running-exchanges.ts'
import { ReadingPace } from './stages/answer.ts'
import { createCountingAllowance } from './tokens/counting-allowance.ts'
import { openLargeAnswers } from './tokens/large-answers.ts'
import { openLargeBodies } from './tokens/large-bodies.ts'
import { openSmallBodies } from './tokens/small-bodies.ts'

export interface RunningGateway {
  /** http://127.0.0.1:4283 */
  readonly gatewayUrl: string
  /** http://127.0.0.1:4284 */
  readonly adminUrl: string
  /** The admin URL with this run's token in its fragment, which no server ever sees. */
  readonly dashboardUrl: string
  readonly admin: AdminApi
  /** Stops taking requests, lets running ones end, settles, and gives the home folder back. Safe to call twice. */
  close(): Promise<void>
}

/** Throws GatewayError `home_locked`, `home_unusable`, `database_*` or `port_in_use`, and then nothing is left open. */
export async function createGateway(deps: GatewayDeps): Promise<RunningGateway> {
  const core = await openCore(deps)
  try {
    return await serve(deps, core)
  } catch (error) {
    await core.close()
    throw error
  }
}

/** The admin object without any server: for a command when no owner runs. Throws GatewayError `home_locked` when one does. */
export async function openOffline(
  deps: GatewayDeps,
): Promise<{ readonly admin: AdminApi; close(): Promise<void> }> {
  const core = await openCore(deps)
  const readStatus = createStatus(deps, core, { running: new RunningExchanges(), doors: undefined })
  const admin = createAdmin({ ...core, now: deps.now, readStatus, ownPorts: () => portsOf(core) })
  return { admin, close: core.close }
}

async function serve(deps: GatewayDeps, core: Core): Promise<RunningGateway> {
  const running = new RunningExchanges()
  const largeBodies = openLargeBodies(core.encodings, deps.workerUrl('token-counter'))
  const largeAnswers = openLargeAnswers(core.encodings, deps.workerUrl('token-counter'))
  const token = randomBytes(32).toString('base64url')
  const doors = createDoors(() => core.settings.current, running, deps.monotonicMs)
  const readStatus = createStatus(deps, core, { running, doors })
  const admin = createAdmin({ ...core, now: deps.now, readStatus, ownPorts: () => doors.ports })
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

  async function close(): Promise<void> {
    core.modelLists.stop()
    core.priceTables.stop()
    const closing = doors.close()
    await drain(running, core.settings.current.drainTimeoutMs)
    doors.hangUp()
    await closing
    await Promise.all([largeBodies.close(), largeAnswers.close()])
    removeInstance(homeDir)
    await core.close()
  }
  let closed: Promise<void> | undefined
  return {
    gatewayUrl,
    adminUrl,
    dashboardUrl: `${adminUrl}/#token=${token}`,
    admin,
    close() {
      closed ??= close()
      return closed
    },
  }
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
    running,
    requests: core.logWriter,
    log: deps.log,
    clock: deps,
    config: () => core.settings.current,
    catalog: () => ({ providers: core.registry.list(), sandbox: core.sandbox() }),
  }
}

function portsOf({ settings }: Core): readonly number[] {
  return [settings.current.port, settings.current.adminPort]
}

const lookEveryMs = 20

/** Waits for what runs; what is left after that is told, settled and ended. */
async function drain(running: RunningExchanges, timeoutMs: number): Promise<void> {
  const ended = async (withinMs: number) => {
    for (let waitedMs = 0; running.size > 0 && waitedMs < withinMs; waitedMs += lookEveryMs) {
      await new Promise(resolve => setTimeout(resolve, lookEveryMs))
    }
  }
  await ended(timeoutMs)
  for (const exchange of running.list()) exchange.abort(new GatewayError('shutting_down'))
  await ended(1000)
}
