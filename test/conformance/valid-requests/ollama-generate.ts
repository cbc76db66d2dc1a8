import fc from 'fast-check'
import type { GenerateRequest } from 'ollama'
import { format, options, think } from './ollama-chat.ts'
import { optional, png, someText, text } from './valid-request.ts'

const settings = optional<Partial<GenerateRequest>>({
  format,
  images: fc.array(fc.constant(png), { maxLength: 2 }),
  options,
  stream: fc.boolean(),
  system: text,
  think,
})

export const requests = fc.tuple(someText, settings).map(([prompt, rest]) => ({
  path: '/api/generate',
  body: { ...rest, model: 'm', prompt } satisfies GenerateRequest,
}))
