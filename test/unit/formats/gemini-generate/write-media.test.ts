import type { Part as WirePart } from '@google/genai'
import { describe, expect, test } from 'vitest'
import type { Part, Turn } from '../../../../gateway/chat/conversation.ts'
import {
  call,
  contentsOf,
  model,
  text,
  user,
  writeGenerate as write,
} from '../../../support/generated-content.ts'

describe('signatures', () => {
  const signaturesOf = (turns: Turn[], name?: string) =>
    contentsOf(turns, name).flatMap(({ parts = [] }) =>
      parts.flatMap(({ functionCall, thoughtSignature }) => (functionCall ? [thoughtSignature] : [])),
    )
  const turnsWith = (...calls: Part[]) => [user('a'), model(...calls)]

  test('of the provider come back at their call', () => {
    expect(signaturesOf(turnsWith(call('1', 'f', 'c2ln'), call('2', 'g')), 'gemini-3-pro')).toEqual([
      'c2ln',
      undefined,
    ])
  })

  test('that a call of another model lacks are replaced by the token, once for calls side by side', () => {
    const foreign = turnsWith(call('1', 'f', 'x', 'anthropic-messages'), call('2', 'g'))
    expect(signaturesOf(foreign, 'gemini-3-pro')).toEqual(['skip_thought_signature_validator', undefined])
    expect(signaturesOf(foreign, 'gemini-2.5-pro')).toEqual([undefined, undefined])
    expect(signaturesOf(foreign, 'claude-sonnet-4')).toEqual([undefined, undefined])
  })

  test('of a text come back with it, and other thinking is left out', () => {
    const seal = (origin: string) => ({ origin, value: 'c2ln' })
    const { body, receipt } = write({
      turns: [
        user('a'),
        model(
          { type: 'reasoning', text: 'Hm', seal: seal('anthropic-messages') },
          { type: 'reasoning', text: 'Unsigned' },
          text('b'),
          { type: 'reasoning', text: '', seal: seal('gemini-generate') },
        ),
        user('c'),
      ],
    })
    expect(body.contents[1]?.parts).toEqual([{ text: 'b', thoughtSignature: 'c2ln' }] satisfies WirePart[])
    expect(receipt.changed).toHaveLength(2)
  })
})

describe('pictures, documents and sound', () => {
  test.each<[string, Part, WirePart | undefined, 'kept' | 'changed' | 'dropped']>([
    [
      'sound',
      { type: 'audio', base64: 'AA==', format: 'mp3' },
      { inlineData: { mimeType: 'audio/mp3', data: 'AA==' } },
      'kept',
    ],
    [
      'a document',
      { type: 'document', source: { type: 'data', mediaType: 'application/pdf', base64: 'AA==' } },
      { inlineData: { mimeType: 'application/pdf', data: 'AA==' } },
      'kept',
    ],
    [
      'an address',
      { type: 'image', source: { type: 'url', url: 'https://x.test/a.webp?b' } },
      { fileData: { fileUri: 'https://x.test/a.webp?b', mimeType: 'image/webp' } },
      'changed',
    ],
    [
      'an address without a type',
      { type: 'document', source: { type: 'url', url: 'https://x.test/a' } },
      { fileData: { fileUri: 'https://x.test/a', mimeType: 'application/pdf' } },
      'changed',
    ],
    [
      'an address of another kind',
      { type: 'image', source: { type: 'url', url: 'file:///a.png' } },
      undefined,
      'dropped',
    ],
    [
      'a file of its own',
      {
        type: 'image',
        source: { type: 'file', id: 'gs://a/b.png', origin: 'gemini-generate', mediaType: 'image/png' },
      },
      { fileData: { fileUri: 'gs://a/b.png', mimeType: 'image/png' } },
      'kept',
    ],
    [
      'a file of another provider',
      { type: 'image', source: { type: 'file', id: 'file-1', origin: 'openai-chat' } },
      undefined,
      'dropped',
    ],
  ])('%s', (_, part, wire, fate) => {
    const { body, receipt } = write({ turns: [{ role: 'user', parts: [text('See'), part] }] })
    expect(body.contents[0]?.parts).toEqual([{ text: 'See' }, ...(wire ? [wire] : [])])
    const path = 'messages[0].content[1]'
    expect(receipt.changed.map(entry => entry.path)).toEqual(fate === 'changed' ? [path] : [])
    expect(receipt.dropped.map(entry => entry.path)).toEqual(fate === 'dropped' ? [path] : [])
  })
})
