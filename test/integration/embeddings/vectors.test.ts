// What the real model says, in its real process.

import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { embeddedCharacters, embeddingDimensions } from '../../../gateway/embeddings/embedder.ts'
import { forkEmbeddingProcess } from '../../../gateway/embeddings/fork-embedding-process.ts'
import { startEmbedder } from '../../../gateway/embeddings/start-embedder.ts'
import { cosineOf, knownCosines, openEmbedderRig, patient } from '../../support/embedder-rig.ts'
import { embeddingFiles } from '../../support/embedding-files.ts'

const embedder = startEmbedder({
  start: forkEmbeddingProcess(embeddingFiles),
  monotonicMs: () => performance.now(),
  log: pino({ level: 'silent' }),
})
beforeAll(() => embedder.embed('start', patient))
afterAll(() => embedder.close())

describe('cosines that are known', () => {
  test('are twenty', () => {
    expect(knownCosines.pairs).toHaveLength(20)
  })

  test.each(knownCosines.pairs)('$cosine of "$a" and "$b"', async ({ a, b, cosine }) => {
    const [one, other] = await embedder.embedMany([a, b])
    expect(Math.abs(cosineOf(one, other) - cosine)).toBeLessThanOrEqual(knownCosines.tolerance)
  })
})

test('a vector has 384 numbers and the length 1', async () => {
  const vector = await embedder.embed('How do I undo my last commit?', patient)
  expect(vector).toHaveLength(embeddingDimensions)
  expect(cosineOf(vector, vector)).toBeCloseTo(1, 5)
  // Its own, so that keeping it keeps nothing else in memory.
  expect(vector?.buffer.byteLength).toBe(4 * embeddingDimensions)
})

test('texts of one batch have the vectors that each has alone', async () => {
  const texts = [
    'Short.',
    'A question of a few more words than that?',
    'And one that is the longest of all three of them.',
  ]
  const together = await Promise.all(texts.map(text => embedder.embed(text, patient)))
  for (const [place, text] of texts.entries()) {
    const alone = await embedder.embed(text, patient)
    // The numbers that an int8 model works with depend a little on what else is in the batch.
    expect(cosineOf(alone, together[place])).toBeGreaterThan(0.99)
  }
})

test('background texts have the vectors that look-ups have, in their order', async () => {
  const texts = ['first text', 'second text', 'a third one']
  const many = await embedder.embedMany(texts)
  for (const [place, text] of texts.entries()) {
    expect(cosineOf(await embedder.embed(text, patient), many[place])).toBeCloseTo(1, 4)
  }
})

test('no texts give no vectors', async () => {
  expect(await embedder.embedMany([])).toEqual([])
})

test.each([
  ['no text', ''],
  ['white space', ' \n\t '],
  ['NUL characters', '\0a\0b\0'],
  ['an emoji', '👩‍👩‍👧‍👦'],
  ['Chinese', '你好，世界'],
  ['a lone surrogate', 'a\ud800b'],
  ['lone surrogates alone', '\udc00\ud800'],
  ['a word of 2,000 letters', 'a'.repeat(2000)],
  ['2,000 punctuation marks', '!'.repeat(2000)],
  ['2,000 Chinese characters', '好'.repeat(2000)],
  ['combining marks', 'e\u0301\u0302\u0303'.repeat(400)],
  ['the names of special pieces', '[CLS] [SEP] [PAD] [MASK] [UNK]'],
  ['a million characters', 'word '.repeat(200_000)],
])('%s has a vector too', async (_, text) => {
  const vector = await embedder.embed(text, patient)
  expect(vector).toHaveLength(embeddingDimensions)
  expect(vector?.every(Number.isFinite)).toBe(true)
})

test('what stands behind 2,000 characters does not count', async () => {
  const begin = 'ab '.repeat(1000).slice(0, embeddedCharacters)
  const [one, other] = await embedder.embedMany([begin, `${begin} and something quite different`])
  expect(one).toEqual(other)
})

test('the process of the gateway does not load the runtime', async () => {
  const { embedder: own } = openEmbedderRig()
  expect(await own.embed('Where does this run?', patient)).toHaveLength(embeddingDimensions)
  const { sharedObjects } = process.report.getReport() as { sharedObjects: readonly string[] }
  expect(sharedObjects.length).toBeGreaterThan(0)
  expect(sharedObjects.filter(path => /onnxruntime|sharp|vips/.test(path))).toEqual([])
})
