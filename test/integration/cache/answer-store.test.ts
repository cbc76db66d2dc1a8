import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type AnswerStoreRig,
  addNow,
  answer,
  key,
  mixed,
  startAnswerStoreRig,
  unitVector,
} from '../../support/answer-store-rig.ts'

let rig: AnswerStoreRig
beforeEach(() => {
  rig = startAnswerStoreRig()
})
afterEach(() => rig.close())

const textOf = async (exact: string) => {
  const found = await rig.store.find(key(exact))
  return found && Buffer.from(found.bytes).toString()
}

describe('storing', () => {
  test('gives an answer back as it was', async () => {
    await rig.open()
    const vector = unitVector(1)
    await addNow(rig.store, answer({ exact: 'q', fingerprint: 'f', text: '{"a":1}', vector, isStream: true }))
    expect(rig.store.mayHave(key('q'))).toBe(true)
    const found = await rig.store.find(key('q'))
    expect(found && { ...found, bytes: Buffer.from(found.bytes).toString() }).toEqual({
      entryId: '1',
      createdAtMs: rig.nowMs,
      expiresAtMs: rig.nowMs + 3_600_000,
      isStream: true,
      contentType: 'application/json',
      bytes: '{"a":1}',
      question: 'q',
      providerId: 'provider',
      model: 'provider/model',
      costNanoUsd: 12_345n,
      durationMs: 800,
      tokens: '{"input":1}',
    })
    expect(await rig.store.read('1')).toEqual(found)
    expect(rig.store.size().entries).toBe(1)
  })

  test('opens neither a file nor a worker before the first use, whatever a person looks at', async () => {
    expect(rig.store.size()).toEqual({ entries: 0, bytes: 0 })
    expect(rig.store.state().state).toBe('closed')
    expect(await rig.store.hits(undefined, 10)).toEqual([])
    expect(await rig.store.judged()).toEqual([])
    expect(await rig.store.purge({ what: 'all' })).toBe(0)
    rig.store.nextEpoch()
    expect(readdirSync(rig.homeDir)).toEqual([])
  })

  test('surely has no key that was never stored, and says so without asking the worker', async () => {
    await rig.open()
    await addNow(rig.store, answer({ exact: 'a', fingerprint: 'f' }))
    expect([rig.store.mayHave(key('a')), rig.store.mayHave(key('f')), rig.store.mayHave(key('b'))]).toEqual([
      true,
      true,
      false,
    ])
  })

  test('keeps the newer of two answers to the same request', async () => {
    await rig.open()
    await addNow(rig.store, answer({ exact: 'q', text: 'old' }))
    await addNow(rig.store, answer({ exact: 'q', text: 'new' }))
    expect(await textOf('q')).toBe('new')
    expect(rig.store.size().entries).toBe(1)
  })

  test('never gives an answer to the key of another scope', async () => {
    await rig.open()
    await addNow(
      rig.store,
      answer({ exact: 'q of client a', fingerprint: 'f of client a', vector: unitVector(1) }),
    )
    expect(await textOf('q of client b')).toBeUndefined()
    expect(await rig.store.nearest(key('f of client b'), unitVector(1), 0.1, 'q')).toEqual([])
  })

  test('keeps at most 4 MiB of an answer, and what it keeps over a restart', async () => {
    await rig.open()
    await addNow(rig.store, { ...answer({ exact: 'fits' }), bytes: Buffer.alloc(4 * 1024 * 1024, 1) })
    await addNow(rig.store, { ...answer({ exact: 'too long' }), bytes: Buffer.alloc(4 * 1024 * 1024 + 1, 1) })
    await rig.reopen()
    expect((await rig.store.find(key('fits')))?.bytes.byteLength).toBe(4 * 1024 * 1024)
    expect(rig.store.mayHave(key('fits'))).toBe(true)
    expect(rig.store.mayHave(key('too long'))).toBe(false)
  })
})

describe('expiry', () => {
  test('gives nothing from the instant on at which its time is up', async () => {
    await rig.open()
    await addNow(rig.store, answer({ exact: 'q', ttlMs: 1000 }))
    rig.nowMs += 999
    expect(await textOf('q')).toBe('q')
    rig.nowMs += 1
    expect(await textOf('q')).toBeUndefined()
  })

  test('grants nothing beyond it to a clock that is set back', async () => {
    await rig.open()
    await addNow(rig.store, answer({ exact: 'q', ttlMs: 60_000 }))
    rig.nowMs += 50_000
    expect(await textOf('q')).toBe('q')
    rig.nowMs -= 40_000
    expect(await textOf('q')).toBeUndefined()
    rig.nowMs += 40_000
    expect(await textOf('q')).toBeUndefined()
  })

  test('gives nothing that was stored at a time that is still to come', async () => {
    await rig.open()
    await addNow(rig.store, answer({ exact: 'q' }))
    rig.nowMs -= 100
    expect(await textOf('q')).toBeUndefined()
    rig.nowMs += 100
    expect(await textOf('q')).toBe('q')
  })

  test('drops the least recently used at the size cap', async () => {
    await rig.open()
    rig.capBytes = 40_000
    for (const exact of ['a', 'b', 'c']) {
      rig.nowMs++
      await addNow(rig.store, answer({ exact, text: exact.repeat(9000) }))
    }
    rig.nowMs++
    await rig.store.find(key('a'))
    await addNow(rig.store, answer({ exact: 'd', text: 'd'.repeat(9000) }))
    const kept = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async exact => (await textOf(exact)) !== undefined),
    )
    expect(kept).toEqual([true, false, true, true])
    expect(rig.store.size().bytes).toBeLessThanOrEqual(40_000)
  })

  test('finds nothing of an earlier epoch, also after a restart', async () => {
    await rig.open()
    await addNow(rig.store, answer({ exact: 'old', fingerprint: 'f', vector: unitVector(1) }))
    const underWay = rig.store.find(key('old'))
    rig.store.nextEpoch()
    expect(await underWay).toBeUndefined()
    expect(rig.store.mayHave(key('old'))).toBe(false)
    expect(await textOf('old')).toBeUndefined()
    expect(await rig.store.nearest(key('f'), unitVector(1), 0.5, 'q')).toEqual([])
    await addNow(rig.store, answer({ exact: 'new' }))
    await rig.reopen()
    expect([await textOf('old'), await textOf('new')]).toEqual([undefined, 'new'])
  })

  test('remembers an epoch that began while the file was not open', async () => {
    await rig.open()
    await addNow(rig.store, answer({ exact: 'old' }))
    await rig.store.close()
    const next = startAnswerStoreRig(rig.homeDir)
    next.store.nextEpoch()
    await next.open()
    expect(await next.store.find(key('old'))).toBeUndefined()
    await next.store.close()
  })
})

describe('the nearest questions', () => {
  test('come in the order of their similarity, eight at most', async () => {
    await rig.open()
    const asked = unitVector(1)
    for (let each = 1; each <= 12; each++) {
      const vector = mixed(asked, unitVector(100 + each), each / 100)
      await addNow(rig.store, answer({ exact: `q${each}`, fingerprint: 'f', vector }))
    }
    const found = await rig.store.nearest(key('f'), asked, 0.9, 'q')
    expect(found.map(({ question }) => question)).toEqual(['q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7', 'q8'])
    expect(found[0]?.similarity).toBeGreaterThan(0.999)
    expect(await rig.store.nearest(key('f'), unitVector(2), 0.9, 'q')).toEqual([])
  })

  test('are found among more than are looked through one by one, also after a restart', async () => {
    await rig.open()
    for (let each = 0; each < 90; each++)
      rig.store.add(answer({ exact: `q${each}`, fingerprint: 'f', vector: unitVector(each) }))
    await expect.poll(() => rig.store.size().entries).toBe(90)
    const near = async () =>
      (await rig.store.nearest(key('f'), unitVector(70), 0.95, 'q')).map(each => each.question)
    await expect.poll(near).toEqual(['q70'])
    await rig.reopen()
    await expect.poll(near).toEqual(['q70'])
    await rig.store.purge({ what: 'entry', entryId: (await rig.store.find(key('q70')))?.entryId ?? '' })
    expect(await near()).toEqual([])
  })
})
