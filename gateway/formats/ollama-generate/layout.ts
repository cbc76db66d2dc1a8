import { noTriggers, type Triggers, unbounded } from '../../chat/request-triggers.ts'
import { countJson } from '../../tokens/json-tokens.ts'
import {
  type CountContext,
  noTokensCounted,
  type RequestLayout,
  type TokenCount,
} from '../../tokens/request-layout.ts'
import { picturesTokens, pictureTriggers } from '../ollama-chat/layout.ts'

/** Around the prompt and what stands before it, as most templates have it; each model has its own. */
const aroundPrompt = 10

export const ollamaGenerateLayout: RequestLayout = {
  fixedText: aroundPrompt,
  lists: { images: (image, context) => ({ text: 0, fixed: picturesTokens([image], context) }) },
  members: {
    prompt: countText,
    suffix: countText,
    system: countText,
    template: countText,
    context: countContext,
  },
  toolMembers: [],
  triggers: {
    images: image => pictureTriggers([image]),
    width: pictureAsked,
    height: pictureAsked,
    steps: pictureAsked,
  },
}

function countText(text: unknown, context: CountContext): TokenCount {
  if (text === null) return noTokensCounted
  return typeof text === 'string'
    ? { text: context.encoding.count(text), fixed: 0 }
    : countJson(text, context)
}

/** A former conversation, in the numbers of its tokens. */
function countContext(tokens: unknown, context: CountContext): TokenCount {
  if (tokens === null) return noTokensCounted
  return Array.isArray(tokens) ? { text: 0, fixed: tokens.length } : countJson(tokens, context)
}

/** Of models that draw: https://docs.ollama.com/api/generate */
function pictureAsked(value: unknown): Triggers {
  return value === null ? noTriggers : unbounded('picture-output')
}
