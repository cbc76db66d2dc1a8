import { describe, expect, test } from 'vitest'
import { noTriggers, type Triggers, type UnboundedPart } from '../../../gateway/chat/request-triggers.ts'
import { filler, triggersOf } from './triggers-of.ts'

const input = (...items: readonly object[]) => ({ input: items })
const said = (...content: readonly object[]) => input({ role: 'user', content })
const tools = (...list: readonly object[]) => ({ input: 'Hi', tools: list })
const unbounded = (...parts: readonly UnboundedPart[]) => ({ unbounded: parts })

describe('of what a response may bring about, this is found:', () => {
  test.each<[string, object, Partial<Triggers>]>([
    ['nothing in a text', { input: 'Hi', instructions: 'Be brief.' }, {}],
    [
      'nothing in a conversation with calls',
      input(
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: filler }] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hm' }] },
        { type: 'function_call', call_id: 'c', name: 'look', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: 'found' },
        { type: 'custom_tool_call', call_id: 'd', name: 'patch', input: '*** Begin' },
        { type: 'custom_tool_call_output', call_id: 'd', output: [{ type: 'input_text', text: 'done' }] },
        { type: 'local_shell_call_output', call_id: 'e', output: 'done' },
      ),
      {},
    ],
    [
      'what is sealed, which may be longer than it usually is',
      input({ type: 'reasoning', summary: [], encrypted_content: 'A'.repeat(400) }),
      { addedTokens: 300 - 75 },
    ],
    [
      'a picture elsewhere',
      said({ type: 'input_image', image_url: 'https://x/y.png' }),
      { pictureElsewhere: true },
    ],
    ['a picture by its id', said({ type: 'input_image', file_id: 'file-1' }), { pictureElsewhere: true }],
    ['none in the request', said({ type: 'input_image', image_url: 'data:image/png;base64,iVBORw0=' }), {}],
    [
      'a picture elsewhere that a function gave',
      input({
        type: 'function_call_output',
        output: [{ type: 'input_image', image_url: 'https://x/y.png' }],
      }),
      { pictureElsewhere: true },
    ],
    [
      'a file in the request',
      said({ type: 'input_file', file_data: 'data:application/pdf;base64,JV' }),
      { file: true },
    ],
    ['a file by its id', said({ type: 'input_file', file_id: 'file-1' }), unbounded('document-elsewhere')],
    [
      'a file by its address',
      said({ type: 'input_file', file_url: 'https://x/y' }),
      unbounded('document-elsewhere'),
    ],
    [
      'sound',
      said({ type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } }),
      { audioInput: true },
    ],
    ['a part of a type to come', said({ type: 'input_hologram' }), unbounded('unknown-part')],
    ['an item of a type to come', input({ type: 'hologram_call' }), unbounded('unknown-part')],
    [
      'an item that the provider keeps',
      input({ type: 'item_reference', id: 'i' }),
      unbounded('conversation-elsewhere'),
    ],
    [
      'what a search had found',
      input({ type: 'web_search_call', id: 'w' }),
      unbounded('conversation-elsewhere'),
    ],
    ['the answer before', { input: 'Go on', previous_response_id: 'r' }, unbounded('conversation-elsewhere')],
    ['no answer before', { input: 'Go on', previous_response_id: null }, {}],
    ['a conversation', { input: 'Go on', conversation: { id: 'c' } }, unbounded('conversation-elsewhere')],
    ['a prompt', { prompt: { id: 'pmpt_1' } }, unbounded('prompt-elsewhere')],
    [
      'a summary of its own',
      { ...input(), context_management: [{ type: 'compaction' }] },
      { compaction: true },
    ],
    ['no tool but the caller’s', tools({ type: 'function', name: 'f' }, { type: 'custom', name: 'c' }), {}],
    ['none within a namespace', tools({ type: 'namespace', tools: [{ type: 'function', name: 'f' }] }), {}],
    [
      'one within a namespace',
      tools({ type: 'namespace', tools: [{ type: 'mcp' }] }),
      unbounded('hosted-tool'),
    ],
    ['web search', tools({ type: 'web_search' }), unbounded('searches')],
    ['web search, the older tool', tools({ type: 'web_search_preview_2025_03_11' }), unbounded('searches')],
    ['file search', tools({ type: 'file_search' }), unbounded('hosted-tool')],
    ['a remote server', tools({ type: 'mcp', server_url: 'https://x' }), unbounded('hosted-tool')],
    ['pictures', tools({ type: 'image_generation' }), unbounded('hosted-tool')],
    ['code', tools({ type: 'code_interpreter', container: { type: 'auto' } }), unbounded('code-execution')],
    [
      'a shell at the provider',
      tools({ type: 'shell', environment: { type: 'container_auto' } }),
      unbounded('code-execution'),
    ],
    [
      'a shell at the caller',
      tools({ type: 'shell', environment: { type: 'local' } }),
      unbounded('own-tool'),
    ],
    ['a computer', tools({ type: 'computer_use_preview' }), unbounded('own-tool')],
    ['patches', tools({ type: 'apply_patch' }), unbounded('own-tool')],
    [
      'a tool that is added later',
      input({ type: 'additional_tools', role: 'developer', tools: [{ type: 'web_search' }] }),
      unbounded('searches'),
    ],
    ['further models', { input: 'Hi', models: ['a', 'b'] }, unbounded('other-models')],
  ])('%s', (_, body, found) => {
    expect(triggersOf('openai-responses', body)).toEqual({ ...noTriggers, ...found })
  })
})
