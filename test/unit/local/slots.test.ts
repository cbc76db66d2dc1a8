import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CancelScope } from '../../../gateway/cancel-scope.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import { LocalSlots, type Slot, type SlotAnswer, type SlotOptions } from '../../../gateway/local/slots.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0) // nobody who has been answered is still waited for
  vi.useRealTimers()
})

const open = (own: Partial<SlotOptions> = {}) =>
  new LocalSlots({ slots: () => 1, runsOneModel: false, ...own })
const scope = () =>
  new CancelScope(error => {
    throw error
  })
const gone = () => new GatewayError('client_gone')

async function slotOf(answer: Promise<SlotAnswer>): Promise<Slot> {
  const given = await answer
  if (given.type !== 'slot') throw new Error(`Refused: ${given.reason}`)
  return given.slot
}

test('one request runs, the next waits until it gives its slot back', async () => {
  const slots = open()
  const first = await slotOf(slots.take('a', scope()))
  const second = slots.take('a', scope())
  expect([slots.running, slots.waiting, slots.isFreeFor('a')]).toEqual([1, 1, false])
  first.giveBack()
  const slot = await slotOf(second)
  expect([slots.running, slots.waiting]).toEqual([1, 0])
  slot.giveBack()
  expect([slots.running, slots.isFreeFor('a')]).toEqual([0, true])
})

test('those that wait come in the order in which they came', async () => {
  const slots = open()
  let running = await slotOf(slots.take('a', scope()))
  const order: number[] = []
  const waiting = [1, 2, 3].map(number =>
    slotOf(slots.take('a', scope())).then(slot => {
      order.push(number)
      return slot
    }),
  )
  for (const each of waiting) {
    running.giveBack()
    running = await each
  }
  running.giveBack()
  expect(order).toEqual([1, 2, 3])
})

test('a slot that is given back twice is given back once', async () => {
  const slots = open({ slots: () => 2 })
  const first = await slotOf(slots.take('a', scope()))
  const second = await slotOf(slots.take('a', scope()))
  first.giveBack()
  first.giveBack()
  expect(slots.running).toBe(1)
  second.giveBack()
  expect(slots.running).toBe(0)
})

test('as many run as the server has slots, which it may say later', async () => {
  let count = 1
  const slots = open({ slots: () => count })
  const first = await slotOf(slots.take('a', scope()))
  count = 3
  const others = await Promise.all([slots.take('a', scope()), slots.take('b', scope())].map(slotOf))
  expect(slots.running).toBe(3)
  for (const slot of [first, ...others]) slot.giveBack()
})

test('the ninth that would wait is refused at once', async () => {
  const slots = open()
  const running = scope()
  await slotOf(slots.take('a', running))
  const scopes = Array.from({ length: 8 }, scope)
  const waiting = scopes.map(each => slots.take('a', each))
  expect(await slots.take('a', scope())).toEqual({ type: 'refused', reason: 'queue-full' })
  for (const each of scopes) each.cancel(gone())
  await Promise.all(waiting)
  running.cancel(gone())
})

test('after 30 seconds the next target is asked instead, and others still wait', async () => {
  const slots = open()
  const running = await slotOf(slots.take('a', scope()))
  const first = slots.take('a', scope())
  await vi.advanceTimersByTimeAsync(29_999)
  const second = slots.take('a', scope())
  expect(slots.waiting).toBe(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(await first).toEqual({ type: 'refused', reason: 'waited-too-long' })
  running.giveBack()
  ;(await slotOf(second)).giveBack()
  expect([slots.running, slots.waiting]).toEqual([0, 0])
})

describe('a request that ends', () => {
  test('while it waits leaves the queue, and never takes a slot', async () => {
    const slots = open()
    const running = await slotOf(slots.take('a', scope()))
    const leaving = scope()
    const waiting = slots.take('a', leaving)
    leaving.cancel(gone())
    expect(await waiting).toEqual({ type: 'refused', reason: 'cancelled' })
    running.giveBack()
    expect([slots.running, slots.waiting]).toEqual([0, 0])
  })

  test('while it runs gives its slot back, once', async () => {
    const slots = open()
    const running = scope()
    const slot = await slotOf(slots.take('a', running))
    running.cancel(gone())
    slot.giveBack()
    expect(slots.running).toBe(0)
  })

  test('before it asks gets none', async () => {
    const slots = open()
    const over = scope()
    over.cancel(gone())
    expect(await slots.take('a', over)).toEqual({ type: 'refused', reason: 'cancelled' })
    expect(slots.running).toBe(0)
  })

  test('long after it was served changes nothing', async () => {
    const slots = open()
    const first = scope()
    const slot = await slotOf(slots.take('a', first))
    const second = scope()
    const waiting = slots.take('a', second)
    slot.giveBack()
    const served = await slotOf(waiting)
    first.cancel(gone())
    expect(slots.running).toBe(1)
    served.giveBack()
    second.cancel(gone())
    expect(slots.running).toBe(0)
  })
})

describe('where another model would end what runs', () => {
  test('it waits until nothing runs, although there are slots', async () => {
    const slots = open({ slots: () => 4, runsOneModel: true })
    const running = await Promise.all([slots.take('a', scope()), slots.take('a', scope())].map(slotOf))
    const other = slots.take('b', scope())
    expect([slots.running, slots.waiting]).toEqual([2, 1])
    for (const slot of running) slot.giveBack()
    ;(await slotOf(other)).giveBack()
  })

  test('nobody passes it meanwhile, so that it comes to its turn', async () => {
    const slots = open({ slots: () => 4, runsOneModel: true })
    const first = await slotOf(slots.take('a', scope()))
    const other = slotOf(slots.take('b', scope()))
    const third = slotOf(slots.take('a', scope()))
    expect(slots.running).toBe(1)
    first.giveBack()
    const second = await other
    expect([slots.running, slots.waiting]).toEqual([1, 1])
    second.giveBack()
    ;(await third).giveBack()
  })

  test('who waited behind it goes on when it leaves', async () => {
    const slots = open({ slots: () => 4, runsOneModel: true })
    const first = await slotOf(slots.take('a', scope()))
    const leaving = scope()
    const other = slots.take('b', leaving)
    const third = slots.take('a', scope())
    leaving.cancel(gone())
    await other
    ;(await slotOf(third)).giveBack()
    first.giveBack()
  })
})

test('a thousand requests of which any may end at any moment leave nothing behind', async () => {
  const slots = open({ slots: () => 3, queueLength: 2000 })
  let seed = 1
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
  let most = 0
  const done = Array.from({ length: 1000 }, async () => {
    const own = scope()
    if (random() < 0.3) queueMicrotask(() => own.cancel(gone()))
    const given = await slots.take(random() < 0.5 ? 'a' : 'b', own)
    most = Math.max(most, slots.running)
    if (given.type === 'refused') return
    await Promise.resolve()
    if (random() < 0.5) own.cancel(gone())
    given.slot.giveBack()
  })
  await Promise.all(done)
  expect([slots.running, slots.waiting, most]).toEqual([0, 0, 3])
})
