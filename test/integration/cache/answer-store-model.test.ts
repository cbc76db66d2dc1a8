// The store beside a model of it, through random histories.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type AnswerStoreRig,
  addNow,
  answer,
  key,
  startAnswerStoreRig,
} from '../../support/answer-store-rig.ts'

interface Entry {
  readonly id: number
  readonly text: string
  readonly clientId: string
  readonly expiresAtMs: number
  usedAtMs: number
}

interface Model {
  readonly entries: Map<string, Entry>
  lastId: number
}

type Command = fc.AsyncCommand<Model, AnswerStoreRig>

/** Six of the rows of this test, each two pages large. */
const rowBytes = 8192
const capEntries = 6
const questions = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
const clients = ['client-a', 'client-b']
const question = fc.constantFrom(...questions)
const clientId = fc.constantFrom(...clients)

function command(name: string, run: (model: Model, rig: AnswerStoreRig) => Promise<void>): Command {
  return {
    check: () => true,
    toString: () => name,
    async run(model, rig) {
      rig.nowMs++
      await run(model, rig)
    },
  }
}

const scopedKey = (exact: string, client: string) => `${exact} of ${client}`

const store = (exact: string, client: string, ttlMs: number): Command =>
  command(`store ${exact} of ${client} for ${ttlMs}`, async (model, rig) => {
    const name = scopedKey(exact, client)
    const text = `${name} ${model.lastId}`.padEnd(6000, '.')
    await addNow(rig.store, answer({ exact: name, text, clientId: client, ttlMs }))
    const { nowMs } = rig
    model.entries.delete(name)
    const id = ++model.lastId
    model.entries.set(name, { id, text, clientId: client, expiresAtMs: nowMs + ttlMs, usedAtMs: nowMs })
    const byUse = [...model.entries].sort(([, a], [, b]) => a.usedAtMs - b.usedAtMs || a.id - b.id)
    for (const [each] of byUse.slice(0, Math.max(0, byUse.length - capEntries))) model.entries.delete(each)
  })

const find = (exact: string, client: string): Command =>
  command(`find ${exact} of ${client}`, async (model, rig) => {
    const name = scopedKey(exact, client)
    const expected = model.entries.get(name)
    const isValid = expected !== undefined && expected.expiresAtMs > rig.nowMs
    // As a request does it: what is still in memory must be what the file would give.
    const isKnown = rig.store.mayHave(key(name))
    const found = (isKnown && rig.store.recent(key(name))) || (await rig.store.find(key(name)))
    expect(found && Buffer.from(found.bytes).toString()).toBe(isValid ? expected.text : undefined)
    if (isValid) {
      expected.usedAtMs = rig.nowMs
      expect(rig.store.mayHave(key(name))).toBe(true)
    }
  })

const wait = (ms: number): Command =>
  command(`wait ${ms}`, async (_, rig) => {
    rig.nowMs += ms
  })

const purgeClient = (client: string): Command =>
  command(`purge ${client}`, async (model, rig) => {
    const gone = [...model.entries].filter(([, entry]) => entry.clientId === client)
    expect(await rig.store.purge({ what: 'client', clientId: client })).toBe(gone.length)
    for (const [name] of gone) model.entries.delete(name)
  })

const purgeAll: Command = command('purge all', async (model, rig) => {
  expect(await rig.store.purge({ what: 'all' })).toBe(model.entries.size)
  model.entries.clear()
})

const nextEpoch: Command = command('next epoch', async (model, rig) => {
  rig.store.nextEpoch()
  model.entries.clear()
})

const reopen: Command = command('reopen', (_, rig) => rig.reopen())

const crash: Command = command('crash', async (_, rig) => {
  await rig.store.entries(undefined, 1) // what was looked up is noted after it was given
  await rig.crashWorker()
})

const commands = [
  fc.tuple(question, clientId, fc.constantFrom(50, 100_000)).map(given => store(...given)),
  fc.tuple(question, clientId, fc.constantFrom(50, 100_000)).map(given => store(...given)),
  fc.tuple(question, clientId).map(given => find(...given)),
  fc.tuple(question, clientId).map(given => find(...given)),
  fc.constantFrom(10, 100).map(wait),
  clientId.map(purgeClient),
  fc.constant(purgeAll),
  fc.constant(nextEpoch),
  fc.constant(reopen),
  fc.constant(crash),
]

test('gives what a model of it gives: stored, found, expired, purged, in its scope, after reopening and crashes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async run => {
      const rig = startAnswerStoreRig()
      try {
        rig.capBytes = capEntries * rowBytes
        await rig.open()
        await fc.asyncModelRun(() => ({ model: { entries: new Map(), lastId: 0 }, real: rig }), run)
      } finally {
        await rig.close()
      }
    }),
    { numRuns: 12 },
  )
}, 120_000)
