import { windowClientId } from '../contract/clients.ts'
import type { TrialApi } from '../contract/trial.ts'
import { GatewayError } from '../errors.ts'
import type { Clients } from '../identity/clients.ts'
import { Trial } from './trial.ts'

export interface TrialMethodsDeps {
  readonly clients: Pick<Clients, 'openBuiltIn'>
  readonly readStatus: () => Promise<{ readonly gatewayUrl: string | null }>
}

/** The window's own questions, one at a time. The last one is kept until the next begins. */
export function createTrialMethods({ clients, readStatus }: TrialMethodsDeps): TrialApi {
  let token: string | undefined
  let last: Trial | undefined
  let lastId = 0

  return {
    async startTrial({ model, text }) {
      const { gatewayUrl } = await readStatus()
      if (gatewayUrl === null) {
        throw new GatewayError('input_invalid', { reason: 'No gateway is running that could be asked.' })
      }
      if (last?.isRunning) throw new GatewayError('trial_running')
      // The token exists in this process's memory alone, and no longer than the process.
      token ??= clients.openBuiltIn(windowClientId, 'This window')
      const trial = new Trial({ id: ++lastId, model, text, gatewayUrl, token })
      last = trial
      void trial.run()
      return trial.view(0)
    },
    async readTrial({ id, after }) {
      if (last?.id !== id) throw new GatewayError('trial_unknown', { id })
      return last.read(after)
    },
    async stopTrial() {
      last?.stop()
      return {}
    },
  }
}
