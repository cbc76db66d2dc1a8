import { describe, expect, test } from 'vitest'
import { noTriggers, type Triggers } from '../../../gateway/chat/request-triggers.ts'
import type { WireFormat } from '../../../gateway/formats/index.ts'
import { block, said, triggersOf } from './triggers-of.ts'

describe('what else changes the cost is found:', () => {
  const media = (data: object) => ({ type: 'document', source: data })
  test.each<[string, WireFormat, object, Partial<Triggers>]>([
    [
      'a document in the request',
      'anthropic-messages',
      block(media({ type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' })),
      { file: true },
    ],
    [
      'one that is not, within what a tool found',
      'anthropic-messages',
      block({ type: 'tool_result', content: [media({ type: 'url', url: 'https://x/y.pdf' })] }),
      { unbounded: ['document-elsewhere'] },
    ],
    [
      'one by its id',
      'anthropic-messages',
      block(media({ type: 'file', file_id: 'f' })),
      { unbounded: ['document-elsewhere'] },
    ],
    ['one that is text', 'anthropic-messages', block(media({ type: 'text', data: 'words' })), {}],
    [
      'a picture that is not in the request',
      'anthropic-messages',
      block({ type: 'image', source: { type: 'url', url: 'https://x/y.png' } }),
      { pictureElsewhere: true },
    ],
    [
      'a part of a type to come',
      'anthropic-messages',
      block({ type: 'hologram' }),
      { unbounded: ['unknown-part'] },
    ],
    [
      'a summary of the conversation',
      'anthropic-messages',
      { ...said('Hi'), context_management: { edits: [{ type: 'compact_20260112' }] } },
      { compaction: true },
    ],
    [
      'parts that are taken away',
      'anthropic-messages',
      { ...said('Hi'), context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } },
      {},
    ],
    [
      'models to fall back to',
      'anthropic-messages',
      { ...said('Hi'), fallbacks: [{ model: 'x' }] },
      { unbounded: ['other-models'] },
    ],
    [
      'a conversation elsewhere',
      'anthropic-messages',
      { ...said('Hi'), thread: { id: 't' } },
      { unbounded: ['conversation-elsewhere'] },
    ],
    [
      'a picture that is asked for',
      'openai-chat',
      { ...said('Hi'), modalities: ['text', 'image'] },
      { unbounded: ['other-modality'] },
    ],
    [
      'sound that is asked for',
      'openai-chat',
      { ...said('Hi'), modalities: ['text', 'audio'] },
      { audioOutput: true },
    ],
    [
      'sound that is sent',
      'openai-chat',
      said([{ type: 'input_audio', input_audio: { data: 'UklG' } }]),
      { audioInput: true },
    ],
    [
      'sound of a former answer',
      'openai-chat',
      { messages: [{ role: 'assistant', audio: { id: 'a' } }] },
      { unbounded: ['audio-elsewhere'] },
    ],
    [
      'text that is predicted',
      'openai-chat',
      { ...said('Hi'), prediction: { type: 'content', content: [{ type: 'text', text: 'one two three' }] } },
      { predictedTokens: 3 },
    ],
    ['a search', 'openai-chat', { ...said('Hi'), web_search_options: {} }, { searches: 1 }],
    [
      'a search of another provider',
      'openai-chat',
      { ...said('Hi'), search_parameters: {} },
      { unbounded: ['hosted-tool'] },
    ],
    ['other models', 'openai-chat', { ...said('Hi'), models: ['a/b'] }, { unbounded: ['other-models'] }],
    [
      'a file',
      'openai-chat',
      said([{ type: 'file', file: { file_data: 'data:;base64,AA==' } }]),
      { file: true },
    ],
    [
      'a file by its id',
      'openai-chat',
      said([{ type: 'file', file: { file_id: 'f' } }]),
      { unbounded: ['document-elsewhere'] },
    ],
    [
      'a picture by its address',
      'openai-chat',
      said([{ type: 'image_url', image_url: { url: 'https://x/y.png' } }]),
      { pictureElsewhere: true },
    ],
    [
      'a picture in the request',
      'openai-chat',
      said([{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }]),
      {},
    ],
    [
      'a video',
      'openai-chat',
      said([{ type: 'video_url', video_url: { url: 'https://x' } }]),
      { unbounded: ['unknown-part'] },
    ],
  ])('%s (%s)', (_, format, body, expected) => {
    expect(triggersOf(format, body)).toEqual({ ...noTriggers, ...expected })
  })
})
