import type { GatewayRig } from '../../support/gateway-rig.ts'
import type { Address, TranslatedClient } from './client.ts'
import type { Call, Got, Question, Said, Seen } from './question.ts'
import type { Upstream } from './upstream.ts'

/** One client in front of one upstream, which answers whole or in a stream. */
export interface Pairing {
  readonly client: TranslatedClient
  readonly upstream: Upstream
  readonly stream: boolean
  readonly rig: GatewayRig
  address(): Address
  /** Asks the question, which the upstream answers with what is said. */
  ask(question: Question, said: Said): Promise<{ readonly got: Got; readonly seen: Seen }>
}

/** Rejects if something of it is not right. */
export type Scenario = (pairing: Pairing) => Promise<void>

export const hello: Question = { turns: [{ role: 'user', text: 'Hallo, wie geht’s? 🌦' }] }
export const words = ['Guten ', 'Tag', ', wie geht es Ihnen? ', '你好 🌍', '\n\n"Zitat" \\ Ende']
/** Formats without ids for calls get one from the gateway. */
export const asCalls = (calls: readonly Call[]) => calls.map(({ input, name }) => ({ input, name }))
