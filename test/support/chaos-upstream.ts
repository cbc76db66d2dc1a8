// A provider of every wire format that fails as it is told: always, in order, or in storms.
import type { Socket } from 'node:net'
import { behaviourOf, type UpstreamFault } from './chaos/upstream-fault.ts'
import { type BillEntry, type ReceivedRequest, startFakeUpstream } from './fake-upstream.ts'
import { randomOf } from './random.ts'

export { page, type UpstreamFault } from './chaos/upstream-fault.ts'
export { type Moment, saidText } from './chaos/wire-answer.ts'

/**
 * The fault of a call, counted from 1. Undefined if that call is answered properly. Questions for lists of models are no
 * calls: they are answered, unless the next fault is one of connections, which does not know what a connection is for.
 */
export type FaultSchedule = (call: number) => UpstreamFault | undefined

export interface ChaosUpstream extends AsyncDisposable {
  readonly origin: string
  /** The calls whose headers have arrived, in order. Questions for lists of models are not in here. */
  calls(): readonly ReceivedRequest[]
  /** Counts the calls anew: the next one is number 1. */
  schedule(schedule: FaultSchedule): void
  /** The usage that was reported in what was sent. */
  bill(): readonly BillEntry[]
  openSockets(): number
}

/** Every call has this fault. */
export const always =
  (fault: UpstreamFault): FaultSchedule =>
  () =>
    fault

/** The first calls have these faults, one each. All further ones are answered properly. */
export const inOrder =
  (...faults: readonly UpstreamFault[]): FaultSchedule =>
  call =>
    faults[call - 1]

/**
 * Calls fail at random, by a seed: `share` of them, in percent, during each storm of `length` calls. Between storms, the same
 * number of calls is answered properly. The first storm begins with the first call.
 */
export function storms({
  fault,
  length,
  share,
  seed,
}: {
  readonly fault: UpstreamFault
  readonly length: number
  readonly share: number
  readonly seed: number
}): FaultSchedule {
  const random = randomOf(seed)
  return call => {
    const isStorm = Math.floor((call - 1) / length) % 2 === 0
    return isStorm && random(100) < share ? fault : undefined
  }
}

/** Every answer ends its connection, so that a connection that stays open is one that was forgotten. */
export async function startChaosUpstream(first: FaultSchedule = () => undefined): Promise<ChaosUpstream> {
  const sockets = new Set<Socket>()
  let schedule = first
  let call = 1
  let next = schedule(call)
  const take = () => {
    const fault = next
    call += 1
    next = schedule(call)
    return fault
  }
  const fake = await startFakeUpstream({
    behaviour(_, method) {
      const headers = { connection: 'close' }
      return method === 'GET' ? { headers } : { ...behaviourOf(take()), headers }
    },
    onConnection(socket) {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      if (next?.type === 'reset' && next.when === 'on-connect') {
        take()
        socket.resetAndDestroy()
      }
    },
  })
  return {
    origin: fake.baseUrl,
    calls: () => fake.requests.filter(({ method }) => method !== 'GET'),
    schedule(given) {
      schedule = given
      call = 1
      next = schedule(call)
    },
    bill: fake.bill,
    openSockets: () => sockets.size,
    [Symbol.asyncDispose]: fake.close,
  }
}
