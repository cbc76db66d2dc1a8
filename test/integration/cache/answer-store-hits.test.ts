import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type AnswerStoreRig,
  addNow,
  answer,
  hit,
  key,
  startAnswerStoreRig,
  unitVector,
} from '../../support/answer-store-rig.ts'

let rig: AnswerStoreRig
beforeEach(() => {
  rig = startAnswerStoreRig()
})
afterEach(() => rig.close())

describe('hits', () => {
  test('are listed with both questions, judged, and told with their judgement', async () => {
    await rig.open()
    await addNow(rig.store, answer({ exact: 'q', fingerprint: 'f' }))
    const id = await rig.store.addHit(hit('1'))
    const { entryId: _, group, ...listed } = hit('1')
    expect(await rig.store.hits(undefined, 10)).toEqual([{ ...listed, id, judgement: null }])
    expect(await rig.store.judge(id ?? '', 'same')).toBe(true)
    expect(await rig.store.judge('77', 'same')).toBe(false)
    expect(await rig.store.judged()).toEqual([{ group, similarity: 0.97, judgement: 'same' }])
    expect(await rig.store.hits(listed.atMs, 10)).toEqual([])
  })

  test('judged wrong remove the entry, and the same pair of questions is never given again', async () => {
    await rig.open()
    const vector = unitVector(1)
    const stored = answer({ exact: 'q', fingerprint: 'f', vector, question: 'How do I fly?' })
    await addNow(rig.store, stored)
    const id = (await rig.store.addHit(hit('1'))) ?? ''
    await rig.store.judge(id, 'wrong')
    expect(rig.store.mayHave(key('q'))).toBe(false)
    expect(await rig.store.read('1')).toBeUndefined()
    await addNow(rig.store, stored)
    await rig.reopen()
    expect(await rig.store.nearest(key('f'), vector, 0.9, 'How can I fly?')).toEqual([])
    expect(await rig.store.nearest(key('f'), vector, 0.9, 'How may I fly?')).toHaveLength(1)
  })
})

describe('a purge', () => {
  const ciphertexts = () => rig.fileBytes()

  test.each([
    ['all', { what: 'all' } as const, 3],
    ['by client', { what: 'client', clientId: 'client-b' } as const, 1],
    ['by model', { what: 'model', model: 'provider/other' } as const, 1],
    ['by entry', { what: 'entry', entryId: '2' } as const, 1],
  ])('%s removes it from the file for good', async (_, what, removed) => {
    await rig.open()
    await addNow(rig.store, answer({ exact: 'first' }))
    // Of a model name and a client that only this entry has: both are plain in the file.
    const unique = { clientId: 'client-b', model: 'provider/other', contentType: 'text/unique-of-b' }
    await addNow(rig.store, answer({ exact: 'second', text: 'x'.repeat(20_000), ...unique }))
    await addNow(rig.store, answer({ exact: 'third' }))
    expect(ciphertexts().includes('text/unique-of-b')).toBe(true)
    expect(await rig.store.purge(what)).toBe(removed)
    expect(ciphertexts().includes('text/unique-of-b')).toBe(false)
    expect(rig.store.mayHave(key('second'))).toBe(false)
    expect(rig.store.size().entries).toBe(3 - removed)
    expect(rig.store.recent(key('first'))).toBeUndefined()
    expect(rig.store.recent(key('second'))).toBeUndefined()
    expect((await rig.store.find(key('first'))) !== undefined).toBe(removed === 1)
  })

  test('of a client removes what its hits say, and keeps their judgement as a figure', async () => {
    await rig.open()
    await addNow(rig.store, answer({ exact: 'q' }))
    const id = (await rig.store.addHit(hit('1'))) ?? ''
    await rig.store.judge(id, 'same')
    await rig.store.purge({ what: 'client', clientId: 'client-a' })
    expect(await rig.store.hits(undefined, 10)).toEqual([])
    expect(await rig.store.judged()).toHaveLength(1)
    await rig.store.purge({ what: 'all' })
    expect(await rig.store.judged()).toEqual([])
  })
})

describe('the files', () => {
  test('have no text of a prompt, an answer or a vector, nor a key', async () => {
    await rig.open()
    const vector = unitVector(5)
    const question = 'a question that only I know'
    const text = 'an answer that only I know'
    await addNow(rig.store, answer({ exact: 'a key of mine', fingerprint: 'f', text, question, vector }))
    const asked = { askedQuestion: 'an asked question that only I know', storedQuestion: question }
    await rig.store.addHit(hit('1', { ...asked, guard: { agrees: false, rule: 'number', reason: question } }))
    const bytes = rig.fileBytes()
    expect(bytes.includes('client-a')).toBe(true)
    expect(bytes.includes('only I know')).toBe(false)
    expect(bytes.includes('a key of mine')).toBe(false)
    expect(bytes.includes(Buffer.from(vector.buffer).subarray(0, 16))).toBe(false)
    expect(readdirSync(rig.homeDir).filter(name => name.startsWith('cache.db')).length).toBeGreaterThan(0)
  })

  test('are empty and usable after they were damaged, with one line in the log', async () => {
    await rig.open()
    await addNow(rig.store, answer({ exact: 'q' }))
    await rig.store.close()
    writeFileSync(join(rig.homeDir, 'cache.db'), Buffer.alloc(20_000, 7))
    const next = startAnswerStoreRig(rig.homeDir)
    await expect
      .poll(async () => {
        await next.open()
        return next.store.state().state
      })
      .toBe('ready')
    await addNow(next.store, answer({ exact: 'again' }))
    expect([next.store.mayHave(key('q')), next.store.mayHave(key('again'))]).toEqual([false, true])
    expect(next.logged.filter(line => line.includes('damaged'))).toHaveLength(1)
    await next.store.close()
  })

  test('are left alone while the cache is closed', async () => {
    await rig.open()
    await rig.store.close()
    rig.store.add(answer({ exact: 'late' }))
    expect(await rig.store.find(key('late'))).toBeUndefined()
    expect(rig.store.state().state).toBe('closed')
    expect(existsSync(join(rig.homeDir, 'cache.db-wal'))).toBe(false)
  })
})
