import { expect, test } from 'vitest'
import { createSseFramer } from '../../../../gateway/bytes/sse.ts'
import { createResponsesDecoder } from '../../../../gateway/formats/openai-responses/read-parts.ts'
import { createResponsesEncoder } from '../../../../gateway/formats/openai-responses/write-answer.ts'
import { eventsIn, headOf, readBy, sealsAsked, usage } from '../../../support/encoded-response.ts'
import { type FixtureName, readFixture } from '../../../support/fake-upstream.ts'

/** What differs between two answers that say the same: their names, and how their times are told. */
function saidIn(event: Record<string, unknown>): unknown {
  const { type, delta, text, part, item, output_index, content_index, summary_index } = event
  const { id: _, ...said } = (item ?? {}) as Record<string, unknown>
  return { type, delta, text, part, item: said, output_index, content_index, summary_index }
}

test.each<FixtureName>(['response-stream', 'response-stream-tools'])(
  'the stream %s comes out as it came in',
  async name => {
    const recorded = createSseFramer()
      .push(readFixture(name).body)
      .flatMap(({ data }) => (data === undefined ? [] : [JSON.parse(data)]))
    const decoder = createResponsesDecoder(() => 'minted')
    const encoder = createResponsesEncoder(headOf(sealsAsked))
    const parts = recorded.flatMap(event => decoder.read(event, undefined))
    const stream = parts.map(encoder.write).join('') + encoder.end(usage)
    const written = eventsIn(stream)
    const isOfItem = ({ type }: { type: string }) => !/created|in_progress|completed$/.test(type)
    expect(written.map(({ type }) => type)).toEqual(recorded.map(({ type }) => type))
    // What is sealed is whole only at the end of its item.
    const isBegun = ({ type, item }: { type: string; item?: { type: string } }) =>
      type === 'response.output_item.added' && item?.type === 'reasoning'
    const compared = (events: typeof recorded) =>
      events
        .filter(isOfItem)
        .filter(event => !isBegun(event))
        .map(saidIn)
    expect(compared(written)).toMatchObject(compared(recorded))
    expect((await readBy(stream)).status).toBe('completed')
  },
)
