// Names of models: https://github.com/ollama/ollama/blob/main/docs/api.md#model-names

/** The tag of a name that is written without one. */
export const latestTag = ':latest'

export function hasTag(model: string): boolean {
  return /:[^/]*$/.test(model)
}

/** The name with its tag, so that two names can be compared. */
export function withTag(model: string): string {
  return hasTag(model) ? model : model + latestTag
}

/**
 * A server passes requests for these models on to ollama.com, which bills by time instead of by token:
 * https://docs.ollama.com/cloud
 */
export function runsElsewhere(model: string): boolean {
  return /[:-]cloud$/i.test(model)
}
