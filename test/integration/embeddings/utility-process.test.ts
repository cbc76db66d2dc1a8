// The model in Electron's kind of process, with the stand-in for Electron: the contract is the same.
import { expect, test } from 'vitest'
import { embeddingUtilityProcess } from '../../../electron/embedding-host.ts'
import { createUtilityProcess } from '../../support/electron-stand-in/utility-process.ts'
import { cosineOf, isRunning, knownCosines, openEmbedderRig, patient } from '../../support/embedder-rig.ts'
import { embeddingFiles } from '../../support/embedding-files.ts'

const openRig = ({ isReady = true, modelDir = embeddingFiles.modelDir } = {}) =>
  openEmbedderRig({
    start: embeddingUtilityProcess(
      createUtilityProcess(() => isReady),
      { ...embeddingFiles, modelDir },
    ),
  })

test('it gives the vectors that are known', async () => {
  const { embedder } = openRig()
  for (const { a, b, cosine } of knownCosines.pairs) {
    const [one, other] = await Promise.all([embedder.embed(a, patient), embedder.embed(b, patient)])
    // Both may be in one batch, on which the numbers of an int8 model depend a little.
    expect(Math.abs(cosineOf(one, other) - cosine), `${a} ${b}`).toBeLessThanOrEqual(0.02)
  }
})

test('it is ended when the gateway closes', async () => {
  const { embedder, pid } = openRig()
  await embedder.embed('start', patient)
  expect(isRunning(pid())).toBe(true)
  await embedder.close()
  await expect.poll(() => isRunning(pid())).toBe(false)
})

test('a crash gives nothing, and the process is started again', async () => {
  const { embedder, clock, told, pid } = openRig()
  await embedder.embed('start', patient)
  const asked = embedder.embed('x '.repeat(1000), patient)
  process.kill(pid(), 'SIGKILL')
  expect(await asked).toBeUndefined()
  expect(embedder.state()).toEqual({ type: 'failed', reason: expect.stringMatching(/^it ended with code/) })
  expect(told).toHaveLength(1)
  clock.ms = 1000
  expect(await embedder.embed('again', patient)).toHaveLength(384)
})

test('a missing model is told', async () => {
  const { embedder } = openRig({ modelDir: '/nowhere/all-MiniLM-L6-v2' })
  expect(await embedder.embed('text', patient)).toBeUndefined()
  expect(embedder.state()).toMatchObject({ type: 'missing' })
})

test('before Electron is ready there is no process, and no error', async () => {
  const { embedder } = openRig({ isReady: false })
  expect(await embedder.embed('text', patient)).toBeUndefined()
  expect(embedder.state()).toMatchObject({ type: 'failed' })
})
