import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { GatewayError } from '../../../../gateway/errors.ts'
import { readConversation } from '../../../../gateway/formats/openai-chat/read-conversation.ts'
import { readFailure } from '../../../../gateway/formats/openai-chat/read-failure.ts'
import { readWhole } from '../../../../gateway/formats/openai-chat/read-parts.ts'
import { writeWhole } from '../../../../gateway/formats/openai-chat/write-answer.ts'
import { writeRequest } from '../../../../gateway/formats/openai-chat/write-request.ts'
import { eventsOf, head, ids, partsOfChunks, streamOf } from './answering.ts'

const words = fc.constantFrom(
  ...'system user assistant tool function text image_url input_audio file refusal thinking stop length reasoning.text'.split(
    ' ',
  ),
)
const leaf = fc.oneof(words, fc.string({ maxLength: 5 }), fc.integer(), fc.boolean(), fc.constant(null))

/** Values made of the format's own names, so that they come far before they are refused. */
const valuesOf = (names: readonly string[]) =>
  fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4, noNullPrototype: true }),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  })).value

const requestNames =
  `role content name type text image_url url input_audio data format file file_data tool_calls id function
  arguments tool_call_id reasoning_content reasoning_details signature extra_content google refusal cache_control`.split(
    /\s+/,
  )
const members =
  `tools tool_choice functions function_call response_format reasoning thinking stop stream_options n user
  max_tokens`.split(/\s+/)
const answerNames =
  `choices index delta message content tool_calls id function name arguments finish_reason reasoning
  reasoning_details type data annotations url_citation url logprobs error code citations refusal function_call`.split(
    /\s+/,
  )

test('any request is read or refused, and what is read can be written', () => {
  const message = fc.dictionary(fc.constantFrom(...requestNames), valuesOf(requestNames), {
    noNullPrototype: true,
  })
  const request = fc.record({
    messages: fc.array(
      fc.tuple(message, words).map(([rest, role]) => ({ ...rest, role })),
      { maxLength: 4 },
    ),
    more: fc.dictionary(fc.constantFrom(...members), valuesOf(requestNames), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
  })
  fc.assert(
    fc.property(request, ({ messages, more }) => {
      const receipt = new Receipt()
      const body = { model: 'm', ...more, messages }
      try {
        const conversation = readConversation({ head: { path: '', query: '', headers: {} }, body }, receipt)
        JSON.stringify(writeRequest(conversation, { model: 'deepseek' }, receipt).body)
      } catch (error) {
        expect(error).toBeInstanceOf(GatewayError)
        expect(error).toMatchObject({ code: 'request_invalid' })
      }
    }),
    { numRuns: 2000 },
  )
})

test('any answer is read to its end, and can be written both ways', () => {
  const value = valuesOf(answerNames)
  const choice = fc.record({
    index: leaf,
    delta: value,
    message: value,
    finish_reason: leaf,
    logprobs: value,
  })
  const chunk = fc.oneof(value, fc.record({ choices: fc.array(choice, { maxLength: 3 }), citations: value }))
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 4 }), chunks => {
      for (const parts of [partsOfChunks(...chunks), ...chunks.map(each => readWhole(each, ids()))]) {
        expect(parts.at(-1)?.type).toMatch(/^(error|finish)$/)
        expect(parts.filter(({ type }) => type === 'error').length).toBeLessThanOrEqual(1)
        eventsOf(streamOf(parts.filter(({ type }) => type !== 'error')))
        writeWhole(parts, undefined, head)
      }
      for (const each of chunks) readFailure(each)
    }),
    { numRuns: 2000 },
  )
})
