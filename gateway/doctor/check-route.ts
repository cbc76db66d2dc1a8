import { limitsOf } from '../attempts/attempt-limits.ts'
import type { FaultKind } from '../attempts/fault.ts'
import type { AdminApi } from '../contract/admin.ts'
import { doctorFaults, type FaultTrial, type RouteCheckup } from '../contract/doctor.ts'
import type { RouteView } from '../contract/routes.ts'
import { defaultFormat } from '../formats/index.ts'
import type { Catalog } from '../routing/choose-target.ts'
import { candidateOf } from '../routing/plan-model.ts'
import { nameOf } from '../routing/route-question.ts'
import { routeTargets } from '../routing/route-targets.ts'
import { type FaultServer, startFaultServer } from './fault-server.ts'
import { type SimulatedTarget, simulatedTarget } from './simulated-target.ts'
import {
  copyBudgets,
  type OpenGateway,
  openStandIn,
  type StandIn,
  withShortWaits,
} from './stand-in-gateway.ts'
import { type TryDeps, tryFault } from './try-fault.ts'

export interface CheckRouteDeps {
  readonly homeDir: string
  readonly openGateway: OpenGateway
  readonly monotonicMs: () => number
  readonly catalog: () => Catalog
  readonly listBudgets: AdminApi['listBudgets']
  /** How long an answer that nothing stands in for may take to begin. */
  readonly firstByteTimeoutMs: () => number
}

/** Tries every fault at the target that the route asks first. No provider is asked, and nothing is charged. */
export async function checkRoute(route: RouteView, deps: CheckRouteDeps): Promise<RouteCheckup> {
  const targets = routeTargets(route, defaultFormat, deps.catalog()).flatMap(
    target => simulatedTarget(target) ?? [],
  )
  const server = await startFaultServer(targets)
  try {
    const standIn = await openStandIn(deps.homeDir, server.dispatcher, deps.openGateway)
    try {
      return await tryFaults(route, server, standIn, deps)
    } finally {
      await standIn.close()
    }
  } finally {
    await server.close()
  }
}

async function tryFaults(
  route: RouteView,
  server: FaultServer,
  standIn: StandIn,
  deps: CheckRouteDeps,
): Promise<RouteCheckup> {
  const { admin } = standIn
  await copyBudgets(await deps.listBudgets({}), admin)
  const { warnings } = await admin.setRoute(withShortWaits(route))
  const { token } = await admin.createClient({ name: 'Self-test' })
  const plan = await admin.explainRoute({ name: route.name })
  const trying: TryDeps = { standIn, token, monotonicMs: deps.monotonicMs }
  const trials: FaultTrial[] = []
  for (const fault of doctorFaults) {
    // What the fault before has taught about the providers would decide this one.
    for (const { id } of await admin.listProviders({})) await admin.resetHealth({ providerId: id })
    server.begin(fault)
    const seen = await tryFault(route.name, trying)
    const { failed } = server
    const realWaitMs = fault === 'stalled' && failed ? realWait(route, failed, deps) : null
    trials.push({ fault, failed: failed?.name ?? null, realWaitMs, ...seen })
  }
  const asked = plan.targets.filter(({ skipped }) => !skipped)
  const missing = [
    ...warnings,
    ...plan.targets.flatMap(({ target, skipped }) => (skipped ? [`${target}: ${skipped.text}`] : [])),
    ...asked.slice(0, asked.length === 1 ? 1 : 0).map(({ target }) => `Nothing stands in for ${target}.`),
    ...trials.flatMap(notAsked),
  ]
  return { name: route.name, missing: [...new Set(missing)], trials }
}

/** What servers are made to do here. It may show at several targets, where they are at one server. */
const simulatedFaults: ReadonlySet<string> = new Set([
  'unreachable',
  'overloaded',
  'rate-limited',
  'late',
  'broken',
] satisfies FaultKind[])

/** Targets that could not be asked for another reason: a key is missing, or a budget has too little left. */
function notAsked({ steps }: FaultTrial): readonly string[] {
  return steps
    .filter(({ atMs, outcome }) => atMs !== null && outcome !== 'answered' && !simulatedFaults.has(outcome))
    .map(({ outcome, reason, target }) =>
      outcome.startsWith('budget_')
        ? `${target}: a budget has too little left for it.`
        : `${target}: ${reason}`,
    )
}

/** How long a real request waits for the first content of this target. */
function realWait(
  route: RouteView,
  { name }: SimulatedTarget,
  { catalog, firstByteTimeoutMs }: CheckRouteDeps,
): number {
  const targets = routeTargets(route, defaultFormat, catalog())
  const target = targets.find(each => nameOf(each) === name)
  if (!target || targets.length < 2) return firstByteTimeoutMs()
  const own = route.groups.flatMap(group => group.targets).find(each => each.target === name)
  const candidate = { ...candidateOf(target), limits: own?.limits }
  const request = { inputTokens: 0, reasoning: false, stream: true, isLoaded: undefined }
  return limitsOf(candidate, route, request, { speed: undefined }).firstTokenMs ?? firstByteTimeoutMs()
}
