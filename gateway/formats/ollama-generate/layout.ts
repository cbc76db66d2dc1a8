import { noTriggers, type Triggers, unbounded } from '../../chat/request-triggers.ts'
import { countJson } from '../../tokens/json-tokens.ts'
import {
  type CountContext,
  noTokensCounted,
  type RequestLayout,
  type TokenCount,
} from '../../tokens/request-layout.ts'
import { picturesTokens, pictureTriggers } from '../ollama-chat/layout.ts'

/** The tokens around the prompt and the text before it in most templates. Each model has its own template. */
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

/** An earlier conversation, as a list of token numbers. */
function countContext(tokens: unknown, context: CountContext): TokenCount {
  if (tokens === null) return noTokensCounted
  return Array.isArray(tokens) ? { text: 0, fixed: tokens.length } : countJson(tokens, context)
}

/** Asked of models that generate pictures: https://docs.ollama.com/api/generate */
function pictureAsked(value: unknown): Triggers {
  return value === null ? noTriggers : unbounded('picture-output')
}
