import type { Call, Seen } from '../translation/question.ts'

/** A program of somebody else that works with a model in a terminal, and can do so without a person. */
export interface Tool {
  readonly name: string
  /** From the npm registry. The version is fixed, so that a new release never breaks an old commit. */
  readonly package: string
  readonly version: string
  /** The program's path below `node_modules`. Undefined where the package has none for this machine. */
  readonly binary: string | undefined
  /** The files in ../translation/upstreams that it is tried with. */
  readonly upstreams: readonly string[]
  /** Calls that print files with the tools that it offers to its model in this request. None where it offers no tools. */
  callsFor(offered: Seen, files: readonly string[]): readonly Call[]
  /** What to start it with. May write its configuration into its home. */
  prepare(setting: Setting): Start
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
