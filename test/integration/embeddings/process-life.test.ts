// The life of the model's process: started, ended, crashed, hung, missing.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { ProcessListeners } from '../../../gateway/embeddings/process-contract.ts'
import { isRunning, openEmbedderRig, patient } from '../../support/embedder-rig.ts'
import { embeddingFiles } from '../../support/embedding-files.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

afterEach(() => {
  vi.useRealTimers()
})

const holdTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })

test('nothing is started before the first text', async () => {
  const { embedder, processes } = openEmbedderRig()
  expect(embedder.state()).toEqual({ type: 'off' })
  await embedder.close()
  expect(processes).toHaveLength(0)
})

test('the first text starts the process, and who waits for less than it takes to load does not wait', async () => {
  holdTimers() // no deadline passes
  const { embedder, processes } = openEmbedderRig()
  expect(await embedder.embed('first', { deadlineMs: 50 })).toBeUndefined()
  expect(embedder.state()).toEqual({ type: 'starting' })
  await expect.poll(() => embedder.state()).toEqual({ type: 'ready' })
  expect(await embedder.embed('second', { deadlineMs: 50 })).toHaveLength(384)
  expect(processes).toHaveLength(1)
})

test('its priority is lower than the gateway’s', async () => {
  const { embedder, pid } = openEmbedderRig()
  await embedder.embed('start', patient)
  expect(getPriority(pid())).toBe(10)
})

test('it is ended after ten minutes without work, and started again by the next text', async () => {
  holdTimers()
  const { embedder, processes, pid } = openEmbedderRig()
  await embedder.embed('one', patient)
  await vi.advanceTimersByTimeAsync(9 * 60_000)
  await embedder.embed('two', patient)
  await vi.advanceTimersByTimeAsync(10 * 60_000 - 1)
  expect(embedder.state()).toEqual({ type: 'ready' })
  const ended = pid()
  await vi.advanceTimersByTimeAsync(1)
  expect(embedder.state()).toEqual({ type: 'off' })
  await expect.poll(() => isRunning(ended)).toBe(false)
  expect(await embedder.embed('three', patient)).toHaveLength(384)
  expect(processes).toHaveLength(2)
})

test('closing ends it, and answers who waits and who comes', async () => {
  const { embedder, pid } = openEmbedderRig()
  await embedder.embed('start', patient)
  const waiting = [embedder.embed('a', patient), embedder.embed('b', patient)]
  const background = embedder.embedMany(['c', 'd'])
  await embedder.close()
  expect(isRunning(pid())).toBe(false)
  expect(await Promise.all(waiting)).toEqual([undefined, undefined])
  expect(await background).toEqual([undefined, undefined])
  expect(await embedder.embed('e', patient)).toBeUndefined()
  expect(await embedder.embedMany(['f'])).toEqual([undefined])
})

describe('a crash', () => {
  test('gives those who wait nothing and is logged; the process is started again after a while', async () => {
    const { embedder, processes, clock, told, pid } = openEmbedderRig()
    await embedder.embed('start', patient)
    const asked = [embedder.embed('x '.repeat(1000), patient), embedder.embed('waits', patient)]
    const background = embedder.embedMany(['waits too'])
    process.kill(pid(), 'SIGKILL')
    expect(await Promise.all(asked)).toEqual([undefined, undefined])
    expect(await background).toEqual([undefined])
    expect(embedder.state()).toEqual({ type: 'failed', reason: 'it was ended by SIGKILL' })
    expect(told).toMatchObject(
      [{ msg: /the embedding model failed/, reason: 'it was ended by SIGKILL' }].map(({ reason }) => ({
        reason,
        msg: expect.stringContaining('the embedding model failed'),
      })),
    )

    clock.ms = 999
    expect(await embedder.embed('too early', patient)).toBeUndefined()
    expect(processes).toHaveLength(1)
    clock.ms = 1000
    expect(await embedder.embed('again', patient)).toHaveLength(384)
    expect(processes).toHaveLength(2)
  })

  test('in a row with others is waited for longer each time, up to a minute, and logged once a minute', async () => {
    const started: ProcessListeners[] = []
    const { embedder, clock, told } = openEmbedderRig({
      start(listeners) {
        started.push(listeners)
        return { pid: undefined, post: () => undefined, kill: () => listeners.onEnd('killed') }
      },
    })
    for (const backOffMs of [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]) {
      const asked = embedder.embed('text', patient)
      const before = started.length
      started.at(-1)?.onEnd('it crashed')
      expect(await asked).toBeUndefined()
      clock.ms += backOffMs - 1
      expect(await embedder.embed('too early', patient)).toBeUndefined()
      expect(started).toHaveLength(before)
      clock.ms += 1
    }
    expect(told.map(({ msg }) => msg)).toHaveLength(3) // after 0, 63 and 123 seconds
  })
})

test('a process that cannot be started is a failure, not an error', async () => {
  const { embedder } = openEmbedderRig({
    start() {
      throw new Error('no more processes')
    },
  })
  expect(await embedder.embed('text', patient)).toBeUndefined()
  expect(embedder.state()).toEqual({ type: 'failed', reason: 'no more processes' })
})

test('a process that takes no message is a failure, not an error', async () => {
  const { embedder } = openEmbedderRig({
    start({ onMessage, onEnd }) {
      process.nextTick(onMessage, { type: 'ready' })
      const post = () => {
        throw new Error('the channel is closed')
      }
      return { pid: undefined, post, kill: () => onEnd('killed') }
    },
  })
  expect(await embedder.embed('text', patient)).toBeUndefined()
  expect(await embedder.embedMany(['text'])).toEqual([undefined])
  expect(embedder.state()).toEqual({ type: 'failed', reason: 'the channel is closed' })
})

test.each([
  ['does not start', false, 30_000, 'it did not start'],
  ['does not answer', true, 10_000, 'it did not answer'],
])('a process that %s is ended', async (_, isReady, afterMs, reason) => {
  holdTimers()
  let kills = 0
  const { embedder } = openEmbedderRig({
    start({ onMessage, onEnd }) {
      if (isReady) process.nextTick(onMessage, { type: 'ready' })
      const kill = () => {
        kills++
        onEnd('killed')
      }
      return { pid: undefined, post: () => undefined, kill }
    },
  })
  const asked = embedder.embedMany(['text'])
  await new Promise(resolve => setImmediate(resolve))
  await vi.advanceTimersByTimeAsync(afterMs - 1)
  expect(kills).toBe(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(kills).toBe(1)
  expect(await asked).toEqual([undefined])
  expect(embedder.state()).toEqual({ type: 'failed', reason })
})

describe('missing files', () => {
  function copyWithout(name: string): string {
    const folder = temporaryHome()
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    cpSync(embeddingFiles.modelDir, folder, { recursive: true })
    rmSync(join(folder, name))
    return folder
  }

  test.each(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_quantized.onnx'])(
    'of the model, here %s, are told, and nothing is started again',
    async name => {
      const modelDir = copyWithout(name)
      const { embedder, processes, clock, told } = openEmbedderRig({ files: { modelDir } })
      expect(await embedder.embed('text', patient)).toBeUndefined()
      expect(embedder.state()).toEqual({ type: 'missing', reason: `${join(modelDir, name)} is missing` })
      expect(told).toHaveLength(1)
      clock.ms = 3_600_000
      expect(await embedder.embed('text', patient)).toBeUndefined()
      expect(await embedder.embedMany(['text'])).toEqual([undefined])
      expect(processes).toHaveLength(1)
    },
  )

  test('of the whole folder are told too', async () => {
    const modelDir = join(embeddingFiles.modelDir, 'nowhere')
    const { embedder } = openEmbedderRig({ files: { modelDir } })
    expect(await embedder.embed('text', patient)).toBeUndefined()
    expect(embedder.state()).toMatchObject({ type: 'missing' })
  })
})

test('a damaged model is a failure with its reason', async () => {
  const folder = temporaryHome()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(embeddingFiles.modelDir, folder, { recursive: true })
  cpSync(join(folder, 'config.json'), join(folder, 'onnx/model_quantized.onnx'))
  const { embedder } = openEmbedderRig({ files: { modelDir: folder } })
  expect(await embedder.embed('text', patient)).toBeUndefined()
  expect(embedder.state()).toEqual({ type: 'failed', reason: expect.stringMatching(/model/i) })
})

test('a gateway that is killed takes the process along', async () => {
  const script = join(import.meta.dirname, '../../support/embed-and-wait.ts')
  const gateway = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [printed] = await once(gateway.stdout, 'data')
  const pid = Number(String(printed))
  expect(isRunning(pid)).toBe(true)
  gateway.kill('SIGKILL')
  await expect.poll(() => isRunning(pid)).toBe(false)
})

test('it gets nothing of the environment but paths', async context => {
  process.env.EMBEDDER_TEST_KEY = 'sk-canary'
  onTestFinished(() => {
    delete process.env.EMBEDDER_TEST_KEY
  })
  const { embedder, pid } = openEmbedderRig()
  await embedder.embed('start', patient)
  const path = `/proc/${pid()}/environ`
  if (!existsSync(path)) return context.skip('this system does not show the environment of a process')
  const environment = readFileSync(path, 'utf8')
  expect(environment).toContain('PATH=')
  expect(environment).not.toContain('canary')
})
