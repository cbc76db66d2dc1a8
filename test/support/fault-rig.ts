// A gateway whose providers, one for each wire format, stand behind the chaos proxy and are the chaos upstream.
import { deepEqual } from 'node:assert/strict'
import { vi } from 'vitest'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import { type ProxyFault, startChaosProxy } from './chaos-proxy.ts'
import { always, type FaultSchedule, startChaosUpstream, type UpstreamFault } from './chaos-upstream.ts'
import type { Slowness } from './expected-fault.ts'
import type { BillEntry } from './fake-upstream.ts'
import { openGatewayRig } from './gateway-rig.ts'
import { rawRequest, sendRaw } from './raw-http.ts'
import { readRawStream } from './raw-stream.ts'
import { requestOf, upstreams, type Wire } from './translation-rig.ts'

export const wires = Object.keys(upstreams) as readonly Wire[]

/** In nano-dollars for a token, of every model. */
export const rates = { input: 150, output: 600 } as const

/** After so long without its end, an answer counts as one that hangs. */
const hangMs = 8000
/** The deadlines of the gateway for a provider that is to be too slow for them, and for one that is not. */
export const shortTimeoutMs = 150
const longTimeoutMs = 5000

export interface Fault {
  readonly upstream?: UpstreamFault | FaultSchedule
  readonly proxy?: ProxyFault
}

export interface Question {
  /** The format of the caller. */
  readonly wire: Wire
  /** The provider, which speaks the format of this name. By default the caller's. */
  readonly of?: Wire
  readonly stream: boolean
  /** True to ask for the route whose second target, at another provider, is always well. */
  readonly withFallback?: boolean
}

/** What a caller got, and what the log says of it. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** True if HTTP says that the answer is complete. */
  readonly isComplete: boolean
  readonly row: RequestDetail
}

export interface FaultRig extends AsyncDisposable {
  /** What the providers do from now on. The deadline that they are too slow for is made short, so that the test is not. */
  use(fault: Fault, slowness?: Slowness): Promise<void>
  /** The same for the first targets of the routes. Only they have a short deadline for their first content. */
  useAtFirstTargets(fault: Fault, slowness?: Slowness): Promise<void>
  /** Asks on a connection of its own. Throws if the answer does not end in time. */
  ask(question: Question): Promise<Reply>
  bill(): readonly BillEntry[]
  /** What the second targets of the routes have billed. */
  secondBill(): readonly BillEntry[]
  money(): Promise<{ readonly held: bigint; readonly settled: bigint }>
  /** Rejects if the gateway does not let go of its requests, or a connection to its providers stays open. */
  expectNothingLeft(): Promise<void>
}

export async function openFaultRig(): Promise<FaultRig> {
  const upstream = await startChaosUpstream()
  const proxy = await startChaosProxy(upstream.origin)
  const second = await startChaosUpstream()
  const rig = await openGatewayRig({
    overrides: { pingIntervalMs: 600_000 },
    providers: () =>
      wires.map(id => ({
        id,
        kind: upstreams[id].kind,
        baseUrl: proxy.origin + upstreams[id].basePath,
        key: 'sk-key-of-the-provider-0123',
      })),
  })
  const { admin, gatewayUrl, token } = rig.gateway
  const ownPrice = {
    inputUsdPerMillion: String(rates.input / 1000),
    outputUsdPerMillion: String(rates.output / 1000),
  }
  for (const id of wires) await admin.setPrice({ providerId: id, model: upstreams[id].model, ...ownPrice })
  for (const id of wires) {
    const { kind, basePath, model } = upstreams[id]
    const other = `${id}-second`
    await admin.addProvider({
      id: other,
      kind,
      baseUrl: second.origin + basePath,
      key: 'sk-key-of-the-second-0123',
    })
    await admin.setPrice({ providerId: other, model, ...ownPrice })
  }
  await rig.money()
  /** What failed before is not held against the providers. */
  async function fail(fault: Fault): Promise<void> {
    for (const id of wires) {
      await admin.resetHealth({ providerId: id })
      await admin.resetHealth({ providerId: `${id}-second` })
    }
    const { upstream: given = () => undefined } = fault
    upstream.schedule(typeof given === 'function' ? given : always(given))
    proxy.use(fault.proxy ?? {})
  }
  const setRoutes = async (firstTokenMs: number) => {
    for (const id of wires) {
      const { model } = upstreams[id]
      const targets = [
        { target: `${id}/${model}`, limits: { firstTokenMs } },
        { target: `${id}-second/${model}` },
      ]
      await admin.setRoute({ name: routeOf(id), sticky: false, groups: [{ strategy: 'priority', targets }] })
    }
  }
  await setRoutes(longTimeoutMs)
  return {
    async useAtFirstTargets(fault, slowness = 'never') {
      await fail(fault)
      await setRoutes(slowness === 'at first' ? shortTimeoutMs : longTimeoutMs)
      // The second target has the same limit, so it is not as short as for one target alone.
      const silenceTimeoutMs = slowness === 'never' ? longTimeoutMs : 4 * shortTimeoutMs
      await admin.changeSetting({ key: 'silenceTimeoutMs', value: silenceTimeoutMs })
    },
    async use(fault, slowness = 'never') {
      await fail(fault)
      const firstByteTimeoutMs = slowness === 'at first' ? shortTimeoutMs : longTimeoutMs
      const silenceTimeoutMs = slowness === 'never' ? longTimeoutMs : shortTimeoutMs
      await admin.changeSetting({ key: 'firstByteTimeoutMs', value: firstByteTimeoutMs })
      await admin.changeSetting({ key: 'silenceTimeoutMs', value: silenceTimeoutMs })
    },
    async ask({ wire, of = wire, stream, withFallback = false }) {
      const model = withFallback ? routeOf(of) : `${of}/${upstreams[of].model}`
      const { path, request } = requestOf(wire, model, {}, stream)
      const headers = [
        `authorization: Bearer ${token}`,
        'content-type: application/json',
        'connection: close',
      ]
      const bytes = rawRequest({ target: path, host: rig.host, headers, body: JSON.stringify(request) })
      const { answers, rest, closed } = await sendRaw(gatewayUrl, bytes, { giveUpMs: hangMs })
      const [answer] = answers
      if (!answer && !closed) throw new Error(`No end within ${hangMs} ms: ${rest.subarray(0, 1000)}`)
      const { status, headers: got, body } = answer ?? broken(rest)
      const row = await rig.gateway.row(got['x-gatehouse-request-id'] ?? '')
      return { status, headers: got, body, isComplete: answer !== undefined, row }
    },
    bill: upstream.bill,
    secondBill: second.bill,
    money: rig.money,
    async expectNothingLeft() {
      const left = async () => ({
        requests: (await admin.readStatus({})).requestsInFlight,
        proxySockets: proxy.openSockets(),
        providerSockets: upstream.openSockets() + second.openSockets(),
      })
      const none = { requests: 0, proxySockets: 0, providerSockets: 0 }
      await vi.waitFor(async () => deepEqual(await left(), none), { timeout: hangMs, interval: 5 })
    },
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]()
      await proxy[Symbol.asyncDispose]()
      await upstream[Symbol.asyncDispose]()
      await second[Symbol.asyncDispose]()
    },
  }
}

function routeOf(wire: Wire): string {
  return `route-of-${wire}`
}

function broken(bytes: Buffer) {
  const { status, headers, body } = readRawStream(bytes)
  return { status, headers, body: Buffer.from(body) }
}
