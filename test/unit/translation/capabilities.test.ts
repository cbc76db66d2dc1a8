import { describe, expect, test } from 'vitest'
import {
  type CapabilityName,
  capabilityNames,
  type Support,
  supportOf,
} from '../../../gateway/chat/capabilities.ts'
import type { Conversation, Part } from '../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../gateway/chat/receipt.ts'
import type { ProviderTranslation } from '../../../gateway/chat/translation.ts'
import { formatNames, formats, type WireFormat } from '../../../gateway/formats/index.ts'
import { probeOf } from '../../../gateway/translation/capability-probes.ts'
import { type Outcome, tryCapability } from '../../../gateway/translation/try-capability.ts'
import { capabilityPage, translatedFormats } from './capability-page.ts'

/** What a conversation can say, and the capabilities that are about it. A new member does not compile without one. */
const byMember: Readonly<Record<keyof Conversation, readonly CapabilityName[] | 'always'>> = {
  stream: 'always',
  turns: 'always', // see byPart
  tools: ['tools', 'strict_tools'],
  toolChoice: ['tool_choice_none', 'tool_choice_required', 'tool_choice_tool'],
  parallelToolCalls: ['parallel_tool_calls'],
  maxOutputTokens: ['max_tokens'],
  temperature: ['temperature'],
  topP: ['top_p'],
  topK: ['top_k'],
  frequencyPenalty: ['frequency_penalty'],
  presencePenalty: ['presence_penalty'],
  stopSequences: ['stop'],
  seed: ['seed'],
  choices: ['n'],
  topLogprobs: ['logprobs'],
  outputFormat: ['json', 'json_schema', 'json_schema_beside_tools'],
  verbosity: ['verbosity'],
  reasoning: ['reasoning_effort', 'reasoning_budget', 'reasoning_shown'],
  serviceTier: ['service_tier'],
  user: ['user'],
  promptCacheKey: ['prompt_cache_key'],
}

const byPart: Readonly<Record<Part['type'] | 'turn', readonly CapabilityName[] | 'always'>> = {
  turn: ['developer', 'name', 'prefill'],
  text: ['cache_control'],
  image: ['picture', 'picture_url', 'picture_detail'],
  document: ['document', 'document_url', 'text_document', 'uploaded_file'],
  audio: ['audio'],
  'tool-call': 'always',
  'tool-result': ['tool_result_picture', 'tool_error'],
  reasoning: ['sealed_reasoning'],
  refusal: ['refusal'],
}

test('every member of a conversation and every kind of part has its row, and each row is about one', () => {
  const covered = [byMember, byPart].flatMap(table =>
    Object.values(table).flatMap(names => (names === 'always' ? [] : names)),
  )
  expect(covered.toSorted()).toEqual(capabilityNames.toSorted())
})

test('the formats of the matrix are all into which requests are translated', () => {
  const names = translatedFormats.flatMap(({ names }) => names)
  expect(names.toSorted()).toEqual(formatNames.filter(name => formats[name].provider.translation).toSorted())
})

const cells = translatedFormats.flatMap(({ names, translation }) =>
  names.flatMap(format => capabilityNames.map(name => ({ format, name, translation, origin: names[0] }))),
)

describe('what the matrix says is what the writer does', () => {
  test.each(cells)('$format: $name', ({ format, name, translation, origin }) => {
    const { capabilities } = translation
    const own = formats[format].provider.translation ?? translation
    const outcomes = capabilities.models.map(model => tryCapability(own, name, origin, model))
    expect(outcomes).not.toContain('silent')
    expect(asSupport(outcomes)).toBe(supportOf(capabilities, name))
  })
})

function asSupport(outcomes: readonly Outcome[]): Support | undefined {
  const [first, ...others] = [...new Set(outcomes)]
  if (others.length > 0) return 'by-model'
  return first === 'silent' ? undefined : first
}

test('the reason in the matrix is the one in the receipt', () => {
  for (const { names, translation } of translatedFormats)
    for (const [name, said] of entriesOf(translation)) {
      if (typeof said === 'string') continue
      const receipt = new Receipt()
      const [conversation] = probeOf(name, names[0]).asking
      const [model = ''] = translation.capabilities.models
      if (conversation) translation.writeRequest(conversation, { model }, receipt)
      expect([names[0], receipt.dropped]).toEqual([names[0], [{ path: name, reason: said.because }]])
    }
})

function entriesOf({ capabilities }: ProviderTranslation) {
  return capabilityNames.map(name => [name, capabilities.of[name]] as const)
}

test('the page of the docs is the matrix: `npx vitest run test/unit/translation -u` writes it anew', async () => {
  await expect(capabilityPage()).toMatchFileSnapshot('../../../docs/translation.md')
})

test('a writer that loses a wish without a word is found', () => {
  const { translation } = formats[formatNames[0] as WireFormat].provider
  if (!translation) throw new Error('It has no translation')
  const forgetful: Pick<ProviderTranslation, 'writeRequest' | 'capabilities'> = {
    capabilities: translation.capabilities,
    writeRequest: ({ seed: _, ...rest }, ...others) => translation.writeRequest(rest, ...others),
  }
  expect(tryCapability(forgetful, 'seed', 'x', 'llama')).toBe('silent')
  expect(tryCapability(translation, 'seed', 'x', 'llama')).toBe('yes')
})
