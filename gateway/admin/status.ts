import type { ClientView, GatewayStatus } from '../contract/admin.ts'
import { windowClientId } from '../contract/clients.ts'
import type { FailoverView } from '../contract/failovers.ts'
import type { Core } from '../core.ts'
import type { GatewayDeps } from '../gateway-deps.ts'
import type { Doors } from '../ingress/doors.ts'
import type { RunningExchanges } from '../running-exchanges.ts'
import { viewTime } from './ledger-methods.ts'

export interface StatusSource {
  readonly running: Pick<RunningExchanges, 'size'>
  /** Undefined where no server listens, as in a command that works on the home folder itself. */
  readonly doors: Doors | undefined
}

export function createStatus(
  deps: GatewayDeps,
  core: Core,
  source: StatusSource,
): () => Promise<GatewayStatus> {
  const startedAtMs = deps.now()
  const { clients, ledger, registry } = core
  const recoveredCost = ledger.recovered.reduce(
    (sum, { hold, cost }) => sum + (hold.sandbox ? 0n : (cost ?? 0n)),
    0n,
  )
  const recoveredRequests = new Set(ledger.recovered.map(({ hold }) => hold.requestId))
  return async () => ({
    version: deps.version,
    pid: process.pid,
    startedAtMs,
    homeDir: deps.homeDir,
    gatewayUrl: source.doors?.gatewayUrl ?? null,
    adminUrl: source.doors?.adminUrl ?? null,
    vault: await deps.vault.describe(),
    sandbox: core.sandbox(),
    providers: registry.list().length,
    clients: clients.list().filter(isTokenInUse).length,
    requestsInFlight: source.running.size,
    recovered: { requests: recoveredRequests.size, costNanoUsd: String(recoveredCost) },
    unauthenticated: source.doors?.unauthenticated.list() ?? [],
    ledgerTime: viewTime(ledger),
    failovers: core.failovers.list(),
    notices: [...ledger.notices],
    warnings: [...(source.doors?.warnings ?? []), ...(await warningsNow(core))],
  })
}

/** The window's own client has no token. */
function isTokenInUse({ id, revokedAtMs }: ClientView): boolean {
  return revokedAtMs === null && id !== windowClientId
}

async function warningsNow(core: Core): Promise<readonly string[]> {
  const { failovers, ledger, logWriter, priceTables, registry } = core
  const warnings: string[] = []
  for (const failover of failovers.list()) warnings.push(failoverWarning(failover))
  if (ledger.clock.aheadMs > 0) warnings.push(aheadWarning(ledger.clock.read()))
  if (ledger.clock.leaptMs > 0) {
    const days = Math.floor(ledger.clock.leaptMs / 86_400_000)
    warnings.push(
      `The clock moved ${days} days ahead at once. If that is wrong, set it right: budgets have moved on with it.`,
    )
  }
  const setAside = ledger.setAsideCount()
  if (setAside > 0) {
    warnings.push(
      `${setAside} ${setAside === 1 ? 'request' : 'requests'} could not be billed as reported and ${setAside === 1 ? 'is' : 'are'} charged as held. Look with "gatehouse ledger show", and bill with "gatehouse ledger repair".`,
    )
  }
  if (ledger.uncommittedSettlements > 0) {
    warnings.push(
      'The ledger cannot be written just now: requests are refused until the disk takes writes again.',
    )
  }
  if (logWriter.lostRows > 0) warnings.push(`${logWriter.lostRows} requests could not be written to the log.`)
  warnings.push(...priceTables.warnings())
  for (const provider of registry.list())
    for (const key of provider.keys) {
      const { state, reason } = await registry.openedKey(provider, key)
      const named = provider.keys.length > 1 ? `key "${key.name}"` : 'key'
      if (state === 'locked') warnings.push(`The ${named} of "${provider.record.id}" is locked: ${reason}`)
    }
  return warnings
}

function failoverWarning({ providerId, target, to, reason }: FailoverView): string {
  return providerId === null
    ? `This machine has no network: "${to}" answers in place of "${target}".`
    : `"${target}" is out, and "${to}" answers in its place. ${reason}`.trim()
}

/** `ledgerMs` is the ledger's time: budgets do not go on to their next window before the clock has passed it. */
function aheadWarning(ledgerMs: number): string {
  const until = new Date(ledgerMs).toISOString().replace(/\.\d+Z$/, 'Z')
  return `The clock was ahead, or was set back: the ledger has seen ${until}, and budgets stay in that window until then. If the clock is right now, put the ledger's time right: on the Budgets screen, or with "gatehouse ledger correct-clock".`
}
