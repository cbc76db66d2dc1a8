import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKeyFileVault } from '../../../gateway/vault/headless-vault.ts'
import {
  type AnswerStoreRig,
  addNow,
  answer,
  key,
  startAnswerStoreRig,
  unitVector,
} from '../../support/answer-store-rig.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let rig: AnswerStoreRig
beforeEach(() => {
  rig = startAnswerStoreRig()
})
afterEach(() => rig.close())

test('a worker that dies makes what it was asked a miss, and is started again with all that was stored', async () => {
  await rig.open()
  await addNow(rig.store, answer({ exact: 'q', fingerprint: 'f', vector: unitVector(1) }))
  const asked = rig.store.find(key('q'))
  const crashed = rig.crashWorker()
  await asked // found or not: it must not reject, nor wait for ever
  expect(rig.store.mayHave(key('other'))).toBe(false)
  await crashed
  expect(rig.store.mayHave(key('q'))).toBe(true)
  expect((await rig.store.find(key('q')))?.question).toBe('q')
})

test('an epoch is not forgotten by a worker that dies before it is told', async () => {
  await rig.open()
  await addNow(rig.store, answer({ exact: 'old' }))
  const crashed = rig.crashWorker()
  rig.store.nextEpoch()
  await crashed
  expect(await rig.store.find(key('old'))).toBeUndefined()
  await expect.poll(() => rig.store.size().entries).toBe(0)
  await addNow(rig.store, answer({ exact: 'new' }))
  expect(await rig.store.find(key('new'))).toBeDefined()
  expect(rig.store.mayHave(key('new'))).toBe(true)
  expect(rig.store.mayHave(key('old'))).toBe(false)
})

test('a data key that the vault cannot open is replaced, and the cache is empty', async () => {
  await rig.open()
  await addNow(rig.store, answer({ exact: 'q' }))
  const otherHome = temporaryHome()
  rig.vault = openKeyFileVault(otherHome) // as if vault.key was lost, and a new one made
  await rig.reopen()
  expect(rig.store.size().entries).toBe(0)
  expect(rig.store.mayHave(key('q'))).toBe(false)
  expect(rig.logged.filter(line => line.includes('cannot be opened'))).toHaveLength(1)
  await addNow(rig.store, answer({ exact: 'again' }))
  await rig.reopen()
  expect((await rig.store.find(key('again')))?.entryId).toBeDefined()
})

test('a vault that can neither open nor seal leaves the file as it is, and the cache says why', async () => {
  await rig.open()
  await addNow(rig.store, answer({ exact: 'q' }))
  const works = rig.vault
  rig.vault = {
    ...works,
    open: async () => ({ state: 'locked', reason: 'locked for now' }),
    seal: () => Promise.reject(new Error('no key store')),
  }
  await rig.reopen()
  expect(await rig.store.find(key('q'))).toBeUndefined()
  expect(rig.store.state()).toEqual({ state: 'failed', reason: 'the cache has no key: no key store' })
  rig.vault = works
  await rig.reopen()
  expect((await rig.store.find(key('q')))?.entryId).toBe('1')
})

test('a process that is killed while it stores loses at most entries, and never leaves half an answer', async () => {
  const program = new URL('../../support/store-answers.ts', import.meta.url).pathname
  for (const kills of [20, 60, 140]) {
    const child = spawn(process.execPath, [program, rig.homeDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = new Promise(resolve => child.once('exit', resolve))
    let lines = 0
    for await (const _ of createInterface({ input: child.stdout }))
      if (++lines === kills) child.kill('SIGKILL')
    await exited
    expect(lines).toBeGreaterThanOrEqual(kills)
  }
  await rig.open()
  expect(rig.store.state().state).toBe('ready')
  const entries = await rig.store.entries(undefined, 500)
  expect(entries.length).toBeGreaterThan(100)
  for (const { id } of entries) {
    const found = await rig.store.read(id)
    const text = Buffer.from(found?.bytes ?? []).toString()
    const [first = ''] = text.split(' ')
    expect(text).toBe(`${first} `.repeat(2000))
  }
}, 60_000)

test('a disk that is full stores nothing, with one line in the log, and goes on when there is room', async () => {
  await rig.open()
  await addNow(rig.store, answer({ exact: 'before' }))
  await rig.store.close()
  const worker = new URL('../../support/full-disk-cache-worker.ts', import.meta.url)
  const full = startAnswerStoreRig(rig.homeDir, worker)
  await full.open()
  for (const exact of ['one', 'two', 'three'])
    await addNow(full.store, answer({ exact, text: exact.repeat(200_000) }))
  expect(full.store.mayHave(key('one'))).toBe(false)
  expect(full.store.size().entries).toBe(1)
  expect((await full.store.find(key('before')))?.entryId).toBe('1')
  expect(full.logged.filter(line => line.includes('could not write'))).toHaveLength(1)
  await full.store.close()
})
