// A gateway with two providers of one kind, a fake upstream each, and routes over them.
import { expect } from 'vitest'
import type { ExplainView, RouteDefinition, RouteGroup } from '../../gateway/contract/routes.ts'
import { type FakeUpstream, startFakeUpstream } from './fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from './gateway-rig.ts'

/** Local noon. */
export const noon = new Date(2026, 10, 27, 12, 0).getTime()

export const first = { target: 'open/gpt-4o-mini' }
export const other = { target: 'other/gpt-4o-mini' }

export interface RouteRig extends GatewayRig {
  readonly second: FakeUpstream
  /** `passedMs` is what has passed on the monotonic clock besides the real time. */
  readonly clock: { nowMs: number; passedMs: number }
}

export async function openRouteRig(): Promise<RouteRig> {
  const clock = { nowMs: noon, passedMs: 0 }
  const rig = await openGatewayRig({
    now: () => clock.nowMs,
    deps: { monotonicMs: () => performance.now() + clock.passedMs },
  })
  const second = await startFakeUpstream()
  const key = 'sk-other-provider-key-1234'
  await rig.gateway.admin.addProvider({ id: 'other', kind: 'openai', baseUrl: `${second.baseUrl}/v1`, key })
  return {
    ...rig,
    second,
    clock,
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]()
      await second.close()
    },
  }
}

/** Removes all routes and budgets. */
export async function clear({ clock, gateway: { admin } }: RouteRig): Promise<void> {
  clock.nowMs = noon
  for (const { name } of await admin.listRoutes({})) await admin.removeRoute({ name })
  for (const { id } of await admin.listBudgets({})) await admin.removeBudget({ id })
}

/** The provider is well again, and nothing is held against it. */
export async function recover({ gateway: { admin }, upstream }: RouteRig): Promise<void> {
  upstream.script()
  for (const { id } of await admin.listProviders({})) await admin.resetHealth({ providerId: id })
}

/** Sets the route `smart`. */
export async function setRoute(
  { gateway: { admin } }: RouteRig,
  groups: readonly RouteGroup[],
  more: Partial<RouteDefinition> = {},
): Promise<void> {
  await admin.setRoute({ name: 'smart', groups, sticky: false, ...more })
}

/**
 * Asks for the route `smart`, and gives the target that answered, with the row in the log. What was explained before must be
 * what happens.
 */
export async function askRoute(
  rig: RouteRig,
  extra: object = {},
  headers: Readonly<Record<string, string>> = {},
) {
  const body = chatBody('openai-chat', { model: 'smart', ...extra })
  const explained: ExplainView = await (await rig.post('/gatehouse/v1/explain', body, { headers })).json()
  const answer = await rig.post(paths['openai-chat'], body, { headers })
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  const row = await rig.rowOf(answer)
  const target = `${row.providerId}/${row.model}`
  expect(explained.targets[0]?.target).toBe(target)
  return { target, row, explained }
}
