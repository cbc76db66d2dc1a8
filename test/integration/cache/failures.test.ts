// Whatever fails in the cache, requests are answered as if there were none.
import type { Worker } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { forkEmbeddingProcess } from '../../../gateway/embeddings/fork-embedding-process.ts'
import type { StartEmbeddingProcess } from '../../../gateway/embeddings/process-contract.ts'
import { type CacheRig, cacheWord, openCacheRig } from '../../support/cache-rig.ts'
import { embeddingFiles } from '../../support/embedding-files.ts'
import { chatBody, paths } from '../../support/gateway-rig.ts'

let rig: CacheRig

afterEach(() => rig[Symbol.asyncDispose]())

const stored = 'How do I delete a file in Linux?'
const paraphrase = 'Please tell me how to delete a file in Linux.'
const asking = (content: string) => chatBody('openai-chat', { messages: [{ role: 'user', content }] })

async function ask(content: string) {
  const answer = await rig.post(paths['openai-chat'], asking(content))
  expect(answer.status, await answer.text()).toBe(200)
  return { answer, row: await rig.rowOf(answer) }
}

test('the process of the model dies while a request waits for it', async () => {
  let isArmed = false
  const start: StartEmbeddingProcess = listeners => {
    const process_ = forkEmbeddingProcess(embeddingFiles)(listeners)
    return {
      ...process_,
      post(message) {
        process_.post(message)
        if (isArmed && process_.pid !== undefined) process.kill(process_.pid, 'SIGKILL')
      },
    }
  }
  rig = await openCacheRig({ overrides: { cacheMode: 'semantic' }, deps: { startEmbeddingProcess: start } })
  const { admin } = rig.gateway
  const ready = async () => (await admin.testCache({ stored, asked: stored })).verdict
  await expect.poll(ready, { timeout: 20_000 }).toBe('hit')
  await rig.askAndStore(asking(stored))
  isArmed = true
  const { answer, row } = await ask(paraphrase)
  expect(cacheWord(answer)).toBe('miss')
  expect(row.cache).toMatchObject({ outcome: 'miss', reason: 'The embedding model did not answer in time.' })
  await rig.untilStored()
  await rig.expectHit(asking(stored))
})

test('the process of the model cannot be started', async () => {
  const start: StartEmbeddingProcess = () => {
    throw new Error('no such file')
  }
  rig = await openCacheRig({ overrides: { cacheMode: 'semantic' }, deps: { startEmbeddingProcess: start } })
  await rig.askAndStore(asking(stored))
  expect(cacheWord((await ask(paraphrase)).answer)).toBe('miss')
  await rig.untilStored()
  await rig.expectHit(asking(stored))
})

test('the worker of the store dies', async () => {
  const workers: Worker[] = []
  const notice = (worker: Worker) => void workers.push(worker)
  rig = await openCacheRig()
  process.on('worker', notice)
  try {
    // The first request starts the worker, before anything else starts one.
    await rig.askAndStore(asking(stored))
    await rig.expectHit(asking(stored))
    await workers[0]?.terminate()
    expect(cacheWord((await ask(stored)).answer)).toBe('miss')
    // It is started again, and what was in the file is still there.
    const word = async () => cacheWord((await ask(stored)).answer)
    await expect.poll(word, { timeout: 10_000 }).toMatch(/^exact/)
  } finally {
    process.off('worker', notice)
  }
})
