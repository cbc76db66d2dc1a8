import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BytesInFlight } from '../../../gateway/bytes/bytes-in-flight.ts'
import { CancelScope } from '../../../gateway/cancel-scope.ts'
import type { ClientId } from '../../../gateway/contract/units.ts'
import { GatewayError } from '../../../gateway/errors.ts'

const mebibyte = 1024 * 1024

function holder(name: string) {
  const scope = new CancelScope(() => {})
  return { client: { id: name as ClientId }, heldBytes: 0, scope }
}

const open = (waitMs = 1e6) => new BytesInFlight({ maxBytes: () => 256 * mebibyte, waitMs: () => waitMs })

/** The state of what was asked: 'had' at once or later, 'waits', or why it was refused. */
function ask(bytes: BytesInFlight, name: string, mebibytes: number) {
  const asked = { holder: holder(name), state: 'waits' }
  const wait = bytes.take(asked.holder, mebibytes * mebibyte)
  if (!wait) asked.state = 'had'
  wait?.then(
    () => {
      asked.state = 'had'
    },
    error => {
      asked.state = error.code
    },
  )
  return asked
}

test('one client alone never has more than three quarters, and the next one is let in at once', () => {
  const bytes = open()
  const greedy = Array.from({ length: 64 }, () => ask(bytes, 'greedy', 60))
  expect(greedy.filter(({ state }) => state === 'had')).toHaveLength(3)
  expect(bytes.totalBytes).toBe(180 * mebibyte)
  expect(ask(bytes, 'other', 1).state).toBe('had')
  expect(ask(bytes, 'third', 0.01).state).toBe('had')
})

test('what is given back goes to whoever holds the least', async () => {
  const bytes = open()
  const [first, ...greedy] = Array.from({ length: 10 }, () => ask(bytes, 'greedy', 60))
  const other = ask(bytes, 'other', 60)
  expect(other.state).toBe('waits')
  bytes.give(first?.holder ?? holder('none'))
  await expect.poll(() => other.state).toBe('had')
  expect(greedy.filter(({ state }) => state === 'had')).toHaveLength(2)
})

test('whoever waits for too long is refused, and whoever leaves is no longer waited for', async () => {
  const bytes = open(20)
  const held = Array.from({ length: 3 }, () => ask(bytes, 'greedy', 60))
  const late = ask(bytes, 'greedy', 60)
  const gone = ask(bytes, 'greedy', 60)
  gone.holder.scope.cancel(new GatewayError('client_gone'))
  await expect.poll(() => [late.state, gone.state]).toEqual(['overloaded', 'client_gone'])
  for (const { holder: each } of held) bytes.give(each)
  expect(bytes.totalBytes).toBe(0)
})

test('what was given back already cannot be given again', () => {
  const bytes = open()
  const { holder: each } = ask(bytes, 'client', 10)
  bytes.give(each, 20 * mebibyte)
  bytes.give(each, -5)
  bytes.give(each)
  expect([bytes.totalBytes, each.heldBytes]).toEqual([0, 0])
})

test('never holds more than its bound, and nothing once all is given back', async () => {
  const step = fc.record({
    client: fc.constantFrom('a', 'b', 'c'),
    mebibytes: fc.integer({ min: 0, max: 64 }),
    give: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
      const bytes = open()
      const asked: ReturnType<typeof ask>[] = []
      const letGo = async () => {
        const had = asked.filter(({ holder: { heldBytes } }) => heldBytes > 0)
        for (const { holder: each } of had) bytes.give(each)
        await Promise.resolve()
        return had.length
      }
      for (const { client, mebibytes, give } of steps) {
        if (give) await letGo()
        else asked.push(ask(bytes, client, mebibytes))
        const held = asked.reduce((sum, { holder: { heldBytes } }) => sum + heldBytes, 0)
        expect(bytes.totalBytes).toBe(held)
        expect(held).toBeLessThanOrEqual(256 * mebibyte)
      }
      while ((await letGo()) > 0);
      expect(bytes.totalBytes).toBe(0)
      expect(asked.every(({ state }) => state === 'had')).toBe(true)
    }),
    { numRuns: 200 },
  )
})
