import type { GenerateContentResponse } from '@google/genai'
import { formatOf } from '../../../gateway/formats/index.ts'
import { conforming } from '../formats/gemini-generate-array.ts'
import type { TranslatedClient } from './client.ts'
import { contentsOf, client as official, together } from './clients/gemini.ts'

/** Reads generated content as one array, which is always a stream, and which no official client asks for. */
export const arrayClient: TranslatedClient = {
  ...official,
  name: 'a reader of arrays',
  format: 'gemini-generate-array',
  async ask(to, question) {
    const { maxTokens, reasons, system, tools } = question
    const baseUrl = formatOf('gemini-generate-array').caller.baseUrl(to.gatewayUrl)
    const chunks = await conforming.connect(baseUrl, to.token, to.model).stream({
      contents: contentsOf(question),
      ...(system !== undefined && { systemInstruction: { parts: [{ text: system }] } }),
      generationConfig: {
        ...(maxTokens !== undefined && { maxOutputTokens: maxTokens }),
        ...(reasons && { thinkingConfig: { thinkingBudget: 1024, includeThoughts: true } }),
      },
      ...(tools && {
        tools: [
          {
            functionDeclarations: tools.map(({ name, parameters }) => ({
              name,
              parametersJsonSchema: parameters,
            })),
          },
        ],
      }),
    })
    return together((await Array.fromAsync(chunks)) as GenerateContentResponse[])
  },
}
