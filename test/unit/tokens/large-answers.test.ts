import { afterAll, describe, expect, test, vi } from 'vitest'
import { openEncodings } from '../../../gateway/tokens/encodings.ts'
import { openLargeAnswers } from '../../../gateway/tokens/large-answers.ts'
import { countedAtMostBytes } from '../../../gateway/tokens/text-tally.ts'
import { builtPlaces } from '../../support/built-program.ts'

vi.setConfig({ testTimeout: 120_000 }) // the answers are large, and the machine may be busy
const encodings = openEncodings()
const encoding = await encodings.get('o200k_base')
const workerUrl = builtPlaces.workerUrl('token-counter')
const answers = openLargeAnswers(encodings, workerUrl)
afterAll(() => answers.close())

function read(text: string, secret?: string) {
  const bytes = new Uint8Array(Buffer.from(text))
  const third = Math.ceil(bytes.length / 3)
  const pieces = [0, 1, 2].map(index => bytes.slice(index * third, (index + 1) * third))
  return answers.read({
    format: 'openai-chat',
    pieces,
    reporting: undefined,
    asEvents: undefined,
    secrets: secret === undefined ? undefined : [secret],
    encoding: 'o200k_base',
  })
}

const usage = { prompt_tokens: 7, completion_tokens: 9 }
const saying = (content: string, rest: object = {}) =>
  JSON.stringify({ choices: [{ message: { content } }], ...rest })

const endless = `[${'[],'.repeat(2_000_000)}0]`

describe('a long answer', () => {
  test('is read for its usage, and comes back as it was', async () => {
    const text = saying('words '.repeat(100_000), { usage })
    const answer = await read(text)
    expect(Buffer.from(answer.bytes).toString()).toBe(text)
    expect(answer).toMatchObject({ isJson: true, usage: { tokens: { input: 7, output: 9 }, complete: true } })
    expect(answer.said).toEqual({ tokens: 0, countedBytes: 0, uncountedBytes: 0 })
  })

  test('is counted by what it says where it has no usage', async () => {
    const content = 'words 数一数 '.repeat(10_000)
    const { said, usage: found } = await read(saying(content))
    expect(found).toMatchObject({ tokens: undefined, complete: false })
    const countedBytes = Buffer.byteLength(content)
    expect(said).toEqual({ tokens: encoding.count(content), countedBytes, uncountedBytes: 0 })
  })

  test('is counted by its bytes where it breaks off, and no further than a model writes', async () => {
    const text = saying('words '.repeat(400_000)).slice(0, -4)
    const { said, isJson } = await read(text)
    expect(isJson).toBe(false)
    expect(said).toEqual({
      tokens: encoding.count(text.slice(0, countedAtMostBytes)),
      countedBytes: countedAtMostBytes,
      uncountedBytes: text.length - countedAtMostBytes,
    })
  })

  test('of nothing but blanks says nothing', async () => {
    const { said, isJson } = await read(' '.repeat(10_000_000))
    expect([isJson, said.countedBytes, said.uncountedBytes]).toEqual([false, 0, 0])
  })

  test('is freed of the key that it repeats', async () => {
    const { bytes } = await read(saying(`${'words '.repeat(20_000)} sk-secret`), 'sk-secret')
    expect(Buffer.from(bytes).toString()).toBe(saying(`${'words '.repeat(20_000)} *********`))
  })

  test('of more values than any answer has is read for its usage alone', async () => {
    // As objects, ten times as many take gigabytes, and an engine whose memory ends ends the program.
    const { usage: found, isJson } = await read(saying('', { usage, more: [] }).replace('[]', endless))
    expect([isJson, found]).toEqual([true, expect.objectContaining({ complete: true })])
    const broken = await read(endless)
    expect([broken.isJson, broken.usage.complete]).toEqual([false, false])
    expect(broken.said.uncountedBytes).toBe(endless.length - countedAtMostBytes)
  })

  test('that its worker dies of is told', async () => {
    const dying = openLargeAnswers(encodings, new URL('./dying-counter.ts', import.meta.url))
    const pieces = [new Uint8Array(100_000)]
    const answer = {
      format: 'openai-chat',
      pieces,
      reporting: undefined,
      asEvents: undefined,
      secrets: undefined,
      encoding: 'o200k_base',
    } as const
    await expect(dying.read(answer)).rejects.toMatchObject({ code: 'overloaded' })
    await dying.close()
  })
})

describe('text', () => {
  test('that is counted when the gateway closes is not waited for', async () => {
    const own = openLargeAnswers(encodings, workerUrl)
    const counts = [own.count('o200k_base', ' '.repeat(2e7)), own.count('o200k_base', 'waits')]
    await encodings.table('o200k_base')
    await own.close()
    expect(await Promise.all(counts)).toEqual([undefined, undefined])
  })

  test('is counted', async () => {
    expect(await answers.count('o200k_base', 'words to count')).toBe(encoding.count('words to count'))
  })

  test('that too much waits for is not', async () => {
    const counts = await Promise.all(
      Array.from({ length: 8 }, () => answers.count('o200k_base', 'word '.repeat(200_000))),
    )
    // One is counted and four MiB wait.
    expect(counts.filter(count => count === undefined)).toHaveLength(3)
  })
})
