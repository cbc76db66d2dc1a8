/** What each client is put through in front of each upstream, in words. `filtered`, `refusal` and `length` are ways of ending. */
export const scenarioTitles = {
  text: 'text, and the instructions of the system',
  longText: 'long text',
  call: 'a call of a tool',
  parallelCalls: 'parallel calls',
  results: 'the turn with the results of parallel calls',
  picture: 'a picture',
  schema: 'JSON Schema, and the client’s parse helper',
  thinking: 'thinking',
  ownSeal: 'a signature that the client carries back in its own message',
  keptSeal: 'a signature that the client drops: it gives back the call alone',
  stop: 'a stop sequence',
  length: 'an answer that is cut at the most tokens',
  filtered: 'an answer that the provider filters',
  refusal: 'a refusal in words of its own',
  cost: 'the cost, to the nano-dollar',
  status400: 'the provider refuses with 400',
  status401: 'with 401',
  status404: 'with 404',
  status429: 'with 429',
  status500: 'with 500',
  cut: 'an answer that breaks off',
  abort: 'a caller that leaves',
} as const

export type ScenarioName = keyof typeof scenarioTitles

export const scenarioNames = Object.keys(scenarioTitles) as readonly ScenarioName[]
