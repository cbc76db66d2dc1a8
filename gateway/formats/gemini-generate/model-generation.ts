// What the generations of Gemini can be told, read from a model's name: https://ai.google.dev/gemini-api/docs/models

export interface ModelGeneration {
  /** 2.5 of `gemini-2.5-flash`. 0 of models that are no Gemini. */
  readonly number: number
  readonly isPro: boolean
  readonly isLite: boolean
}

/** A name without a number, such as `gemini-flash-latest`, stands for the newest models. */
const newest = 3

export function generationOf(model: string): ModelGeneration {
  const [name, digits] = /gemini-(?:(\d+(?:\.\d+)?)(?=-|$))?/.exec(model) ?? []
  return {
    number: name === undefined ? 0 : digits === undefined ? newest : Number(digits),
    isPro: /-pro(-|$)/.test(model),
    isLite: /-lite(-|$)/.test(model),
  }
}

/** From 2.5 on, schemas may be JSON Schema: https://ai.google.dev/gemini-api/docs/structured-output#json_schema_support */
export const takesJsonSchema = ({ number }: ModelGeneration) => number >= 2.5

/** Earlier ones refuse an output format beside tools. */
export const takesToolsWithFormat = ({ number }: ModelGeneration) => number >= 3

/** These refuse a turn's first call without a signature: https://ai.google.dev/gemini-api/docs/thought-signatures */
export const requiresSignatures = ({ number }: ModelGeneration) => number >= 3

/** https://ai.google.dev/gemini-api/docs/function-calling#multimodal */
export const takesPicturesInResults = ({ number }: ModelGeneration) => number >= 3
