// Wherever the network cuts an answer, it is the same: the frames are those of an independent reading of the whole, and what
// a caller of another format is sent is the same to the byte.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Frame, Framing } from '../../gateway/bytes/framing.ts'
import { Receipt } from '../../gateway/chat/receipt.ts'
import { noTokens } from '../../gateway/contract/chat.ts'
import { formatNames, formats, type WireFormat } from '../../gateway/formats/index.ts'
import { AnswerTranslation } from '../../gateway/translation/answer-translation.ts'
import type { Answer } from '../support/fake-upstream.ts'
import { conformingFormat } from './conforming-format.ts'
import { references, type SaidFrame } from './reference-frames.ts'
import { upstreamsOf } from './translation/matrix.ts'
import type { Said } from './translation/question.ts'

interface Recorded {
  readonly name: string
  readonly body: Buffer
  readonly framing: Framing
}

/** Everything that an answer can have, and characters of two, three and four bytes. */
const said: Said = {
  reasoning: 'Ich überlege. 思考',
  signature: 'c2lnbmF0dXJl',
  text: ['Grüße, ', '你好 🌍', '\n\n"Zitat" \\ 5" ]}'],
  calls: [{ id: 'call_1', name: 'get_weather', input: { city: 'Zürich', tags: ['a]', '{🌦'] } }],
  finish: 'calls',
}

/** The same answer as events of `gemini-generate`, framed as an array. */
async function asArray(): Promise<Answer> {
  const [upstream] = await upstreamsOf('gemini-generate')
  const events = String(upstream?.answer(said, true).body).match(/(?<=^data: ).*(?=\r)/gm) ?? []
  return { headers: { 'content-type': 'application/json' }, body: `[${events.join('\n,\r\n')}\n]\n` }
}

async function recordedOf(format: WireFormat): Promise<readonly Recorded[]> {
  const { brokenStream, streams } = await conformingFormat(format)
  const neverStreams = formats[format].caller.neverStreams === true
  const answers = [
    ...(neverStreams ? [] : [...streams, { name: 'broken', answer: brokenStream.answer }]),
    ...(await upstreamsOf(format)).map(upstream => ({
      name: `all of ${upstream.name}`,
      answer: upstream.answer(said, true),
    })),
    ...(format === 'gemini-generate-array' ? [{ name: 'all as an array', answer: await asArray() }] : []),
  ]
  return answers.map(({ answer, name }) => {
    const framing = formats[format].provider.framingOf(String(answer.headers?.['content-type']), true)
    if (!framing) throw new Error(`${format}, ${name} is no stream`)
    return { name, body: Buffer.from(String(answer.body)), framing }
  })
}

const providers = await Promise.all(
  formatNames.map(async format => ({ format, recorded: await recordedOf(format) })),
)
const streaming = providers.filter(({ recorded }) => recorded.length > 0)
const callers = formatNames.filter(format => formats[format].caller.translation)

/** The frames of a body that is cut at the offsets, which ascend. */
function framesOf({ body, framing }: Recorded, cuts: readonly number[]): readonly Frame[] {
  const framer = framing()
  const edges = [0, ...cuts, body.length]
  const frames = edges.slice(1).flatMap((end, index) => framer.push(body.subarray(edges[index], end)))
  const rest = framer.end()
  return rest ? [...frames, rest] : frames
}

const saidIn = (frames: readonly Frame[]): SaidFrame[] =>
  frames.flatMap(({ data, event }) => (data === undefined ? [] : [{ data, event }]))

/** What a caller of the format is sent, with the provider's failure if it reports one. */
function toldTo(caller: WireFormat, provider: WireFormat, frames: readonly Frame[]): string {
  const { translation } = formats[provider].provider
  if (!translation) throw new Error(`${provider} is not translated`)
  let minted = 0
  const answer = new AnswerTranslation({
    caller: formats[caller].caller,
    provider: translation,
    providerId: 'only',
    requestId: 'req_1',
    written: { path: '', query: '', body: {} },
    head: { id: 'abc', model: 'm', createdAtMs: 0, usageAsked: true, request: {} },
    receipt: new Receipt(),
    showsReceipt: true,
    mintIds: () => `minted${++minted}`,
    onPart: () => {},
  })
  let sent = ''
  try {
    for (const frame of frames) sent += answer.frame(frame)
    return sent + answer.end({ ...noTokens, input: 20, output: 10 })
  } catch (error) {
    return `${sent}${String(error)}`
  }
}

/** Compared as one string, because a comparison of lists for each of some ten thousand cuts takes too long. */
const asText = (frames: readonly Pick<Frame, 'data' | 'event'>[]) =>
  JSON.stringify(frames.map(({ data, event }) => [event, data]))
const everyCut = ({ body }: Recorded) => Array.from({ length: body.length - 1 }, (_, index) => index + 1)

const severalCuts = (recorded: Recorded) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: recorded.body.length - 1 }), { maxLength: 12 })
    .map(cuts => cuts.toSorted((a, b) => a - b))

describe.each(streaming)('answers of $format', ({ format, recorded }) => {
  const reference = references.find(({ framing }) => framing === recorded[0]?.framing)
  const bodies = recorded.map(each => [each.name, each] as const)

  test('have a framing that has a reference', () => expect(reference).toBeDefined())

  test.each(bodies)('%s: the frames are those of the reference for every cut', (_, each) => {
    if (!reference) throw new Error('There is no reference')
    const normal = reference.name === 'elements of an array' ? withoutSpace : same
    const expected = asText(reference.read(each.body))
    const cuts = everyCut(each)
    for (const several of [[], cuts, ...cuts.map(cut => [cut])]) {
      const frames = framesOf(each, several)
      const bytes = Buffer.concat(frames.map(frame => frame.bytes))
      if (asText(normal(saidIn(frames))) !== expected || !bytes.equals(each.body))
        expect({ cut: several, said: normal(saidIn(frames)) }).toEqual({
          cut: several,
          said: reference.read(each.body),
        })
    }
  })

  if (!formats[format].provider.translation) return

  test.each(bodies)('%s: every caller is sent the same for every cut', (_, each) => {
    const whole = framesOf(each, [])
    const cuts = everyCut(each)
    // The same frames are translated in the same way: where a cut changes none, once is enough.
    const differing = new Map(
      [cuts, ...cuts.map(cut => [cut])].map(several => {
        const frames = framesOf(each, several)
        return [asText(frames), { frames, cut: several }] as const
      }),
    )
    for (const caller of callers) {
      const told = toldTo(caller, format, whole)
      expect(told).not.toBe('')
      for (const { cut, frames } of differing.values())
        expect({ caller, cut, told: toldTo(caller, format, frames) }).toEqual({ caller, cut, told })
      fc.assert(
        fc.property(severalCuts(each), several => {
          expect(toldTo(caller, format, framesOf(each, several))).toBe(told)
        }),
        { numRuns: 20 },
      )
    }
  })

  test.each(Object.entries(reference?.variants ?? {}))(
    '%s: the same is sent, however that is cut',
    (_, vary) => {
      for (const each of recorded) {
        const varied = { ...each, body: Buffer.from(vary(each.body.toString())) }
        for (const caller of callers) {
          const told = toldTo(caller, format, framesOf(each, []))
          expect(toldTo(caller, format, framesOf(varied, everyCut(varied)))).toBe(told)
          fc.assert(
            fc.property(severalCuts(varied), several => {
              expect(toldTo(caller, format, framesOf(varied, several))).toBe(told)
            }),
            { numRuns: 20 },
          )
        }
      }
    },
  )
})

const same = (frames: readonly SaidFrame[]) => frames
const withoutSpace = (frames: readonly SaidFrame[]) =>
  frames.map(({ data, event }) => ({
    event,
    data: data.startsWith('{') ? JSON.stringify(JSON.parse(data)) : data,
  }))
