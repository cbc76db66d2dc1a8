// https://docs.anthropic.com/en/api/messages and https://docs.anthropic.com/en/docs/build-with-claude/streaming
import type Anthropic from '@anthropic-ai/sdk'
import { type Said, usage } from '../question.ts'
import { json, sse, type Upstream } from '../upstream.ts'

const reasons = { stop: 'end_turn', length: 'max_tokens', calls: 'tool_use', filtered: 'refusal' } as const
const head = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5' }

function blocksOf({ calls = [], reasoning, signature, text }: Said) {
  return [
    ...(reasoning === undefined
      ? []
      : [{ type: 'thinking' as const, thinking: reasoning, signature: signature ?? 'sig' }]),
    ...(text ? [{ type: 'text' as const, text: text.join(''), citations: null }] : []),
    ...calls.map(({ id, input, name }) => ({ type: 'tool_use' as const, id, name, input })),
  ]
}

const event = (data: { readonly type: string }) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`

export const upstream: Upstream = {
  name: 'messages',
  format: 'anthropic-messages',
  kind: 'anthropic',
  basePath: '',
  model: 'claude-sonnet-4-5',
  cannot: { refusal: 'The provider’s format does not tell a refusal from text.' },

  answer(said, stream) {
    const stopped = {
      stop_reason: said.stoppedAt === undefined ? reasons[said.finish] : 'stop_sequence',
      stop_sequence: said.stoppedAt ?? null,
    }
    const counted = {
      input_tokens: usage.input,
      output_tokens: usage.output,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    }
    if (!stream) return json({ ...head, content: blocksOf(said), ...stopped, usage: counted })
    const begun = {
      ...head,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...counted, output_tokens: 1 },
    }
    const delta = (index: number, rest: object) =>
      event({ type: 'content_block_delta', index, delta: rest } as { type: string })
    const blocks = blocksOf(said).flatMap((block, index) => {
      const empty =
        block.type === 'thinking'
          ? { ...block, thinking: '', signature: '' }
          : block.type === 'text'
            ? { ...block, text: '' }
            : { ...block, input: {} }
      const pieces =
        block.type === 'thinking'
          ? [
              { type: 'thinking_delta', thinking: block.thinking },
              { type: 'signature_delta', signature: block.signature },
            ]
          : block.type === 'text'
            ? (said.text ?? []).map(text => ({ type: 'text_delta', text }))
            : [
                { type: 'input_json_delta', partial_json: '' },
                { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
              ]
      return [
        event({ type: 'content_block_start', index, content_block: empty } as { type: string }),
        ...pieces.map(piece => delta(index, piece)),
        event({ type: 'content_block_stop', index } as { type: string }),
      ]
    })
    return sse([
      event({ type: 'message_start', message: begun } as { type: string }),
      event({ type: 'ping' }),
      ...blocks,
      event({ type: 'message_delta', delta: stopped, usage: { output_tokens: usage.output } } as {
        type: string
      }),
      event({ type: 'message_stop' }),
    ])
  },

  failure: (status, message) =>
    json({ type: 'error', error: { type: 'api_error', message }, request_id: 'req_1' }, status),

  see(text) {
    const body = JSON.parse(text) as Anthropic.MessageCreateParams
    const blocks = body.messages.flatMap(({ content }): Anthropic.ContentBlockParam[] =>
      typeof content === 'string' ? [{ type: 'text', text: content }] : content,
    )
    const results = blocks.filter(block => block.type === 'tool_result')
    const calls = blocks.filter(block => block.type === 'tool_use')
    return {
      system:
        typeof body.system === 'string' ? body.system : (body.system ?? []).map(each => each.text).join('\n'),
      texts: blocks.flatMap(block => (block.type === 'text' ? block.text : [])),
      pictures: blocks.flatMap(block =>
        block.type === 'image' && block.source.type === 'base64' ? block.source.data : [],
      ),
      tools: (body.tools ?? []).flatMap(tool => ('name' in tool ? tool.name : [])),
      calls: calls.map(({ input, name }) => ({ name, input })),
      results: results.flatMap(({ content }) =>
        typeof content === 'string'
          ? content
          : (content ?? []).flatMap(part => (part.type === 'text' ? part.text : [])),
      ),
      isPaired: calls.every(({ id }) => results.filter(each => each.tool_use_id === id).length === 1),
      seals: blocks.flatMap(block => (block.type === 'thinking' ? block.signature : [])),
      stop: body.stop_sequences ?? [],
      hasSchema: body.output_config?.format?.type === 'json_schema',
      maxTokens: body.max_tokens,
    }
  },
}
