// https://ai.google.dev/api/generate-content
import type { Content, FunctionDeclaration, GenerationConfig, Tool } from '@google/genai'
import { type Said, usage } from '../question.ts'
import { json, sse, type Upstream } from '../upstream.ts'

const reasons = { stop: 'STOP', length: 'MAX_TOKENS', calls: 'STOP', filtered: 'SAFETY' } as const

interface Params {
  readonly contents: readonly Content[]
  readonly systemInstruction?: Content
  readonly tools?: readonly Tool[]
  readonly generationConfig?: GenerationConfig & { readonly responseJsonSchema?: unknown }
}

const usageMetadata = {
  promptTokenCount: usage.input,
  candidatesTokenCount: usage.output,
  totalTokenCount: usage.input + usage.output,
}

function partsOf({ calls = [], reasoning, signature, text = [] }: Said) {
  return [
    ...(reasoning === undefined ? [] : [{ text: reasoning, thought: true }]),
    ...text.map(each => ({ text: each })),
    ...calls.map(({ input, name }, index) => ({
      functionCall: { name, args: input },
      ...(signature !== undefined && index === 0 && { thoughtSignature: signature }),
    })),
  ]
}

export const upstream: Upstream = {
  name: 'generated content',
  format: 'gemini-generate',
  kind: 'gemini',
  basePath: '/v1beta',
  model: 'gemini-2.5-flash',
  cannot: { refusal: 'The provider’s format does not tell a refusal from text.' },

  answer(said, stream) {
    const head = { modelVersion: 'gemini-2.5-flash', responseId: 'r1' }
    const chunk = (parts: readonly object[], finishReason?: string) => ({
      candidates: [
        { content: { role: 'model', parts }, index: 0, ...(finishReason !== undefined && { finishReason }) },
      ],
      usageMetadata,
      ...head,
    })
    if (!stream) return json(chunk(partsOf(said), reasons[said.finish]))
    const chunks = partsOf(said).map(part => chunk([part]))
    return sse(
      [...chunks, chunk([{ text: '' }], reasons[said.finish])].map(
        each => `data: ${JSON.stringify(each)}\r\n\r\n`,
      ),
    )
  },

  failure: (status, message) => json({ error: { code: status, message, status: 'UNKNOWN' } }, status),

  see(text) {
    const body = JSON.parse(text) as Params
    const parts = body.contents.flatMap(content => content.parts ?? [])
    const responses = parts.flatMap(({ functionResponse }) => functionResponse ?? [])
    const calls = parts.flatMap(({ functionCall }) => functionCall ?? [])
    const config = body.generationConfig
    return {
      system: (body.systemInstruction?.parts ?? []).map(part => part.text).join('\n'),
      texts: parts.flatMap(part => (part.text !== undefined && part.thought !== true ? part.text : [])),
      pictures: parts.flatMap(({ inlineData }) => inlineData?.data ?? []),
      tools: (body.tools ?? []).flatMap(tool =>
        (tool.functionDeclarations ?? []).map(({ name }: FunctionDeclaration) => name ?? ''),
      ),
      calls: calls.map(({ args, name }) => ({ name: name ?? '', input: args })),
      results: responses.map(({ response }) =>
        String(response?.result ?? response?.output ?? JSON.stringify(response)),
      ),
      isPaired: calls.every(
        ({ name }) =>
          responses.filter(each => each.name === name).length ===
          calls.filter(each => each.name === name).length,
      ),
      seals: parts.flatMap(({ thoughtSignature }) => thoughtSignature ?? []),
      stop: config?.stopSequences ?? [],
      hasSchema: config?.responseJsonSchema !== undefined || config?.responseSchema !== undefined,
      maxTokens: config?.maxOutputTokens,
    }
  },
}
