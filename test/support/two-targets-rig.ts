// A gateway with two fake upstreams. Each stands behind a provider of every kind that it can speak, and there is a route of
// two targets for each kind: the one at the first upstream, and the one at the second.
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import type { RouteDefinition } from '../../gateway/contract/routes.ts'
import { type Behaviour, type FakeUpstream, startFakeUpstream } from './fake-upstream.ts'
import { type GatewayRig, openGatewayRig } from './gateway-rig.ts'
import type { TestGatewayOptions } from './test-gateway.ts'

export const kinds = {
  openai: { base: '/v1', model: 'gpt-4o-mini', path: '/v1/chat/completions' },
  anthropic: { base: '', model: 'claude-haiku-4-5-20251001', path: '/v1/messages' },
  gemini: { base: '/v1beta', model: 'gemini-2.5-flash', path: '/v1beta/models' },
} as const
export type Kind = keyof typeof kinds

export interface Asked {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** `provider/model=fault,provider/model`, as the answer's header says. */
  readonly route: string
  readonly row: RequestDetail
}

export interface TwoTargetsRig extends GatewayRig {
  readonly second: FakeUpstream
  /** Lets time pass on both clocks of the gateway, which stand still otherwise. Timers do not. */
  pass(ms: number): void
  /** Changes the wall clock alone, as a person does, or as a machine that has slept finds it. */
  moveWallClock(ms: number): void
  /** Sets the route of the kind. */
  setRoute(kind: Kind, more?: Partial<RouteDefinition>): Promise<void>
  /** Asks the route of the kind, or the model that `extra` names, in the kind's own format. */
  ask(kind: Kind, extra?: object, headers?: Readonly<Record<string, string>>): Promise<Asked>
  /** The calls that have reached each upstream since the last `fresh`. */
  counts(): readonly [number, number]
  /** Both upstreams answer properly, nothing is held against a provider, and the routes are as in the beginning. */
  fresh(): Promise<void>
}

/** The ids of the kind's providers at the first and at the second upstream. */
export const idsOf = (kind: Kind) => [kind, `${kind}-2`] as const

/** The names of the kind's targets at the first and at the second upstream. */
export const targetsOf = (kind: Kind) => idsOf(kind).map(id => `${id}/${kinds[kind].model}`)

/** The name that the kind's route is asked for by. */
export const routeOf = (kind: Kind) => `route-of-${kind}`

/** An answer of JSON. */
export function json(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Behaviour {
  const type = { 'content-type': 'application/json', ...headers }
  return { answer: { status, headers: type, body: JSON.stringify(body) } }
}

/** An answer with status 200 that is called a stream. */
export function stream(body: string): Behaviour {
  return { answer: { status: 200, headers: { 'content-type': 'text/event-stream' }, body } }
}

/** The rig is opened for the calling file, and fresh for each of its tests. */
export function twoTargetsOfEachFile(options?: TestGatewayOptions): { readonly rig: TwoTargetsRig } {
  let rig: TwoTargetsRig | undefined
  beforeAll(async () => {
    rig = await openTwoTargets(options)
  })
  afterAll(() => rig?.[Symbol.asyncDispose]())
  beforeEach(() => rig?.fresh())
  return {
    get rig() {
      if (!rig) throw new Error('The rig is only there while a test runs.')
      return rig
    },
  }
}

const noonMs = Date.UTC(2026, 10, 27, 12)

async function openTwoTargets(options: TestGatewayOptions = {}): Promise<TwoTargetsRig> {
  let aheadMs = 0
  let wallMs = noonMs
  let before: readonly [number, number] = [0, 0]
  const second = await startFakeUpstream()
  const rig = await openGatewayRig({
    ...options,
    now: () => wallMs + aheadMs,
    deps: { monotonicMs: () => aheadMs, ...options.deps },
    providers: firstUrl =>
      all.flatMap(kind =>
        idsOf(kind).map((id, place) => ({
          id,
          kind,
          baseUrl: (place === 0 ? firstUrl : second.baseUrl) + kinds[kind].base,
          key: `sk-key-of-${id}-0123456789`,
        })),
      ),
  })
  const { admin } = rig.gateway
  const callsOf = ({ requests }: FakeUpstream) => requests.filter(({ method }) => method === 'POST').length
  const setRoute: TwoTargetsRig['setRoute'] = async (kind, more = {}) => {
    const targets = targetsOf(kind).map(target => ({ target }))
    const groups = [{ strategy: 'priority' as const, targets }]
    await admin.setRoute({ name: routeOf(kind), groups, sticky: false, ...more })
  }
  return {
    ...rig,
    second,
    pass(ms) {
      aheadMs += ms
    },
    moveWallClock(ms) {
      wallMs += ms
    },
    setRoute,
    async ask(kind, extra = {}, headers = {}) {
      const { path, body } = requestOf(kind, { model: routeOf(kind), ...extra })
      const answer = await rig.post(path, body, { headers })
      const text = await answer.text()
      const route = answer.headers.get('x-gatehouse-route') ?? ''
      return { status: answer.status, text, headers: answer.headers, route, row: await rig.rowOf(answer) }
    },
    counts: () => [callsOf(rig.upstream) - before[0], callsOf(second) - before[1]],
    async fresh() {
      for (const upstream of [rig.upstream, second]) upstream.script()
      for (const kind of all) {
        for (const providerId of idsOf(kind)) await admin.resetHealth({ providerId })
        await setRoute(kind)
      }
      for (const { id } of await admin.listBudgets({})) await admin.removeBudget({ id })
      before = [callsOf(rig.upstream), callsOf(second)]
    },
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]()
      await second.close()
    },
  }
}

const all = Object.keys(kinds) as readonly Kind[]

function requestOf(kind: Kind, { model, ...extra }: { readonly model: string }) {
  const { path } = kinds[kind]
  if (kind === 'gemini') {
    const body = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }], ...extra }
    return { path: `${path}/${model}:generateContent`, body }
  }
  return { path, body: { model, max_tokens: 64, messages: [{ role: 'user', content: 'Hello' }], ...extra } }
}
