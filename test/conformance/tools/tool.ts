import type { Call, Seen } from '../translation/question.ts'

/** A program of somebody else that works with a model in a terminal, and can do so without a person. */
export interface Tool {
  readonly name: string
  /** From the npm registry. The version is fixed, so that a new release never breaks an old commit. */
  readonly package: string
  readonly version: string
  /** The program's path below `node_modules`. Undefined where the package has none for this machine. */
  readonly binary: string | undefined
  readonly cases: readonly Case[]
  /** What its model calls to do the task, with the tools that it offers in this request. Empty if it offers none for it. */
  callsFor(offered: Seen, task: Task): readonly Call[]
  /** What to start it with. May write its configuration into its home. */
  prepare(setting: Setting): Start
}

export interface Case {
  /** A file in ../translation/upstreams. */
  readonly upstream: string
  /** Some tools offer other tools to models that they know. By default the model has the name that the upstream lists. */
  readonly model?: string
  /** What of the model's thinking has to come back to it with the results. */
  readonly returns: string
}

/** What the model thinks before it calls tools, and what its provider signs that with. */
export const thinking = { reasoning: 'Erst lesen.', signature: 'c2lnbmVkLWJ5LXRoZS1wcm92aWRlcg==' }

export interface Task {
  /** Files to be read. */
  readonly sources: readonly string[]
  /** A file to be written with this text, which has no quotes and no line ends. */
  readonly target: string
  readonly text: string
}

export interface Setting {
  readonly gatewayUrl: string
  readonly token: string
  readonly model: string
  /** An empty folder. */
  readonly homeDir: string
  readonly prompt: string
}

export interface Start {
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}
