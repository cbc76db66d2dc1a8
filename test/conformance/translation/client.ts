import type { WireFormat } from '../../../gateway/formats/index.ts'
import type { Call, Got, Question, Said } from './question.ts'
import type { ScenarioName } from './scenario-names.ts'

/** A client as people use it, pointed at the gateway. */
export interface TranslatedClient {
  readonly name: string
  readonly format: WireFormat
  /** Whether its format gives calls ids. */
  readonly hasIds: boolean
  /** Whether it reads answers by a schema itself: see `Got.parsed`. */
  readonly hasParseHelper: boolean
  /** What cannot be asked with it or read from it, and why: the names are those of the scenarios. */
  readonly cannot: Cannot
  /** Rejects with what the client raises. */
  ask(to: Address, question: Question, stream: boolean, signal?: AbortSignal): Promise<Got>
  /** The HTTP status and the message in what the client raised. */
  raised(error: unknown): { readonly status: number | undefined; readonly message: string }
}

export type Cannot = Readonly<Partial<Record<ScenarioName, string>>>

export interface Address {
  readonly gatewayUrl: string
  readonly token: string
  readonly model: string
}

export function parsedCall(id: string, name: string, text: string): Call {
  return { id, name, input: JSON.parse(text) as Call['input'] }
}

/** The name of a finish in a format, the other way round. Fails where the format has no such word. */
export function finishIn(
  words: Readonly<Record<string, Said['finish']>>,
  said: string | null | undefined,
): Said['finish'] {
  const finish = words[String(said)]
  if (!finish) throw new Error(`No client knows the finish ${said}`)
  return finish
}
