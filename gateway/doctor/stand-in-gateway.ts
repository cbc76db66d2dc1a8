// A gateway for tests of routes: the same providers, prices and routes in a folder that is deleted afterwards, in front of
// simulated providers. The real ledger, log and health know nothing of it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config/schema.ts'
import type { AdminApi } from '../contract/admin.ts'
import type { BudgetView } from '../contract/budgets.ts'
import type { RouteDefinition, RouteView, TargetLimits } from '../contract/routes.ts'
import type { GatewayDeps } from '../gateway-deps.ts'
import { copyConfig } from '../storage/copy-config.ts'

export type OpenGateway = (
  changes: Required<Pick<GatewayDeps, 'homeDir' | 'dispatcher' | 'overrides' | 'acceptNewLedger'>>,
) => Promise<StandIn>

export interface StandIn {
  readonly gatewayUrl: string
  readonly admin: AdminApi
  close(): Promise<void>
}

/** A stall is given up so soon, because nobody should wait for a minute to see that it is noticed. */
export const shortWaitMs = 300
/** Of an answer that nothing stands in for. */
const longestWaitMs = 1000

const overrides: Partial<Config> = {
  port: 0,
  adminPort: 0,
  firstByteTimeoutMs: longestWaitMs,
  silenceTimeoutMs: longestWaitMs,
  priceUpdateEveryHours: 0,
  drainTimeoutMs: 0,
}

export async function openStandIn(
  homeDir: string,
  dispatcher: GatewayDeps['dispatcher'] & object,
  open: OpenGateway,
): Promise<StandIn> {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-doctor-'))
  const remove = () => rmSync(dir, { recursive: true, force: true })
  try {
    await copyConfig(homeDir, dir)
    const gateway = await open({ homeDir: dir, dispatcher, overrides, acceptNewLedger: true })
    return {
      ...gateway,
      async close() {
        await gateway.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

/** The route with short waits. Each trial is a conversation of its own, so none stays with the target of the one before. */
export function withShortWaits({ createdAtMs: _, updatedAtMs: __, ...route }: RouteView): RouteDefinition {
  const groups = route.groups.map(group => ({
    ...group,
    targets: group.targets.map(target => ({ ...target, limits: shortened(target.limits) })),
  }))
  return { ...route, groups, limits: shortened(route.limits), sticky: false }
}

function shortened({ headersMs = shortWaitMs, firstTokenMs = shortWaitMs, ...limits }: TargetLimits = {}) {
  return {
    ...limits,
    headersMs: Math.min(shortWaitMs, headersMs),
    firstTokenMs: Math.min(shortWaitMs, firstTokenMs),
  }
}

/**
 * Sets the budgets that count every request or those to a provider or model, with what they have left. All others belong to
 * somebody, and the self-test is nobody.
 */
export async function copyBudgets(budgets: readonly BudgetView[], admin: AdminApi): Promise<void> {
  for (const { scope, rule, mode, strict, atCap, left } of budgets) {
    const isForAll = scope.kind === 'all' || scope.kind === 'provider' || scope.kind === 'model'
    if (!isForAll || mode !== 'hard' || rule.kind === 'concurrency') continue
    const limit = BigInt(left) > 0n ? left : '1'
    await admin.setBudget({ scope, mode, strict, atCap, rule: { ...rule, limit } })
  }
}
