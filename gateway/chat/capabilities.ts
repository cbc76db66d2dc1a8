// What a request may ask for, and what each format's providers can be asked for. Every format that is translated into has one
// value for each of these names, in its own folder. A test runs the writers and compares.

/** The name of each capability, and what it is in words. Writers note by these names; see `CallerWords`. */
export const capabilityTitles = {
  developer: 'instructions of the developer, apart from those of the system',
  name: 'the name of who speaks',
  picture: 'pictures as bytes',
  picture_url: 'pictures by their address',
  picture_detail: 'how closely a picture is looked at',
  document: 'PDF documents as bytes',
  document_url: 'PDF documents by their address',
  text_document: 'documents of plain text',
  uploaded_file: 'documents that were uploaded to the same provider, by their id',
  audio: 'sound',
  prefill: 'a last turn of the assistant, with which the answer goes on',
  refusal: 'an earlier refusal, told apart from text',
  sealed_reasoning: 'earlier thinking of its own, given back with its signature',
  cache_control: 'marks for the prompt cache',
  tools: 'tools',
  strict_tools: 'tools whose schema is kept to strictly',
  tool_choice_none: 'that no tool is called',
  tool_choice_required: 'that some tool is called',
  tool_choice_tool: 'that one certain tool is called',
  parallel_tool_calls: 'one call at a time',
  tool_result_picture: 'pictures in results of tools',
  tool_error: 'that a tool failed',
  json: 'JSON mode',
  json_schema: 'JSON Schema',
  json_schema_beside_tools: 'JSON Schema beside tools',
  verbosity: 'how much is said',
  max_tokens: 'the most tokens of the answer',
  stop: 'stop sequences',
  n: 'several answers',
  logprobs: 'probabilities of tokens',
  temperature: 'temperature',
  top_p: 'top_p',
  top_k: 'top_k',
  frequency_penalty: 'frequency penalty',
  presence_penalty: 'presence penalty',
  seed: 'seed',
  reasoning_effort: 'how hard to think, as an effort',
  reasoning_budget: 'how hard to think, as a number of tokens',
  reasoning_shown: 'whether thinking is shown',
  service_tier: 'tier of service (flex)',
  user: 'an identifier of the person behind the request',
  prompt_cache_key: 'a key of the prompt cache',
} as const

export type CapabilityName = keyof typeof capabilityTitles

export const capabilityNames = Object.keys(capabilityTitles) as readonly CapabilityName[]

/**
 * `changed`: it is said in another way that means nearly the same. `fetched`: what stands at the address is fetched and sent as
 * bytes. `by-model`: models of the format differ. `no`: it is left
 * out, or the request is refused where the answer would make no sense without it: see Receipt.lose.
 */
export type Support = 'yes' | 'changed' | 'fetched' | 'by-model' | 'no'

/** `because`: told in the receipt. */
export interface Unsayable {
  readonly because: string
}

/** A row of the matrix, for one format. */
export interface FormatCapabilities {
  /** Models that are asked in the format and differ in what they take. */
  readonly models: readonly string[]
  readonly of: Readonly<Record<CapabilityName, Support | Unsayable>>
  /**
   * Whether the provider opens an address itself where the matrix says `fetched`. `surely`: it is never fetched. `perhaps`: it is
   * sent as an address only where it is too large, or of an unknown kind. Undefined if providers open none.
   */
  readonly opens?: (url: string) => 'surely' | 'perhaps'
}

export function supportOf({ of }: FormatCapabilities, name: CapabilityName): Support {
  const said = of[name]
  return typeof said === 'string' ? said : 'no'
}

/** What callers are told of a model. */
export interface ModelNote {
  readonly provider: string
  /** The formats in which the provider can be asked for the model without translation. */
  readonly formats: readonly string[]
  readonly capabilities: ModelCapabilities
}

/** True if it can be asked for in the caller's format, in whatever words the provider's format has for it. */
export interface ModelCapabilities {
  readonly tools: boolean
  readonly vision: boolean
  readonly documents: boolean
  readonly audio: boolean
  readonly json_mode: boolean
  readonly json_schema: boolean
  readonly reasoning: boolean
  readonly prompt_caching: boolean
  /** True if the model turns texts into vectors. Then it can do nothing else. */
  readonly embeddings: boolean
}
