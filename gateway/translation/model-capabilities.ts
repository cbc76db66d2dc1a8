import { type CapabilityName, type ModelCapabilities, supportOf } from '../chat/capabilities.ts'
import type { ProviderTranslation } from '../chat/translation.ts'
import { canThink } from '../tokens/thinking-models.ts'
import { tryCapability } from './try-capability.ts'

const embeds = /embed/i

/**
 * What a model can be asked for in a format: what the format can say, and what the model's name tells. Thinking is true only
 * for models that are known to think, because others refuse to be asked. `translation` is undefined if the provider speaks no
 * format into which requests are translated; nothing is known then.
 */
export function modelCapabilities(
  translation: ProviderTranslation | undefined,
  format: string,
  model: string,
): ModelCapabilities {
  const embeddings = embeds.test(model)
  const can = (name: CapabilityName) =>
    translation !== undefined && !embeddings && canSay(translation, name, format, model)
  return {
    tools: can('tools'),
    vision: can('picture'),
    documents: can('document'),
    audio: can('audio'),
    json_mode: can('json'),
    json_schema: can('json_schema'),
    reasoning: canThink(model) && can('reasoning_effort'),
    prompt_caching: can('cache_control'),
    embeddings,
  }
}

function canSay(
  translation: ProviderTranslation,
  name: CapabilityName,
  format: string,
  model: string,
): boolean {
  const support = supportOf(translation.capabilities, name)
  if (support !== 'by-model') return support !== 'no'
  return tryCapability(translation, name, format, model) !== 'no'
}
