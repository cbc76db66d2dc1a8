import { isRecord, textOf } from '../../bytes/json-value.ts'
import { noTriggers, sumTriggers, type Triggers, unbounded } from '../../chat/request-triggers.ts'
import { openBase64, openDataUrl } from '../../tokens/base64-bytes.ts'
import { countJson } from '../../tokens/json-tokens.ts'
import { readPictureSize } from '../../tokens/picture-size.ts'
import { pictureRuleOf, pictureTokens } from '../../tokens/picture-tokens.ts'
import {
  type CountContext,
  noTokensCounted,
  type PartCount,
  type RequestLayout,
  type TokenCount,
} from '../../tokens/request-layout.ts'
import { writtenIn } from './answer.ts'

/** The tokens around each message and before the answer in most templates. Each model has its own template. */
const perMessage = 4
const replyPriming = 3

/** All counts are estimates, because each model has its own tokenizer. The learned ratio corrects them. */
export const ollamaChatLayout: RequestLayout = {
  fixedText: replyPriming,
  lists: { messages: countMessage },
  // A schema in "format" constrains the answer and is not shown to the model:
  // https://docs.ollama.com/capabilities/structured-outputs
  members: { tools: countTools },
  toolMembers: ['tools'],
  triggers: {
    messages: message => (isRecord(message) ? pictureTriggers(message.images) : noTriggers),
    tools: tools => (Array.isArray(tools) ? sumTriggers(tools, toolTriggers) : noTriggers),
  },
}

function countMessage(message: unknown, context: CountContext): PartCount {
  if (!isRecord(message)) return countJson(message, context)
  const { content, tool_name: name, images } = message
  const said = writtenIn(message) + textOf(name)
  const other = typeof content === 'string' || content === undefined ? 0 : countJson(content, context).text
  return {
    text: perMessage + context.encoding.count(said) + other,
    fixed: picturesTokens(images, context),
  }
}

function countTools(tools: unknown, context: CountContext): TokenCount {
  return Array.isArray(tools) && tools.length === 0 ? noTokensCounted : countJson(tools, context)
}

export function picturesTokens(images: unknown, { model }: CountContext): number {
  if (!Array.isArray(images)) return 0
  return images
    .map(textOf)
    .map(text => openDataUrl(text) ?? openBase64(text))
    .map(bytes => pictureTokens(pictureRuleOf(model), readPictureSize(bytes), undefined))
    .reduce((sum, tokens) => sum + tokens, 0)
}

const pictureElsewhere: Triggers = { ...noTriggers, pictureElsewhere: true }

export function pictureTriggers(images: unknown): Triggers {
  const isHere = !Array.isArray(images) || images.every(image => !/^https?:/i.test(textOf(image).slice(0, 8)))
  return isHere ? noTriggers : pictureElsewhere
}

/** The caller runs all tools: https://docs.ollama.com/capabilities/tool-calling */
function toolTriggers(tool: unknown): Triggers {
  if (!isRecord(tool) || tool.type === 'function') return noTriggers
  return tool.type === undefined && isRecord(tool.function) ? noTriggers : unbounded('hosted-tool')
}
