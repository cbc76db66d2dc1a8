import { afterEach, beforeEach } from 'vitest'
import { type CliHome, openCliHome } from './cli-process.ts'
import { type FakeUpstream, startFakeUpstream } from './fake-upstream.ts'

export interface CliRig {
  readonly home: CliHome
  readonly upstream: FakeUpstream
}

/**
 * Gives each test of the calling file its own home for the command line and its own fake provider. Both are closed after the
 * test.
 */
export function cliRigOfEachTest(): CliRig {
  let rig: CliRig | undefined
  const opened = () => {
    if (rig === undefined) throw new Error('The rig is only there while a test runs.')
    return rig
  }
  beforeEach(async () => {
    rig = { home: await openCliHome(), upstream: await startFakeUpstream() }
  })
  afterEach(async () => {
    const { home, upstream } = opened()
    rig = undefined
    await home.close()
    await upstream.close()
  })
  return {
    get home() {
      return opened().home
    },
    get upstream() {
      return opened().upstream
    },
  }
}
