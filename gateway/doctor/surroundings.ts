import { statfs } from 'node:fs/promises'
import type { AdminApi, GatewayStatus } from '../contract/admin.ts'
import type { DoctorCheck } from '../contract/doctor.ts'

type Asked = Pick<AdminApi, 'readStatus' | 'listProviders' | 'testProvider'>

const answerWithinMs = 5000
const fullBytes = 100 * 1024 * 1024
const nearlyFullBytes = 1024 * 1024 * 1024

/**
 * Looks at what routes depend on. Providers and servers on this machine are asked for their lists of models, which cost
 * nothing.
 */
export async function checkSurroundings(admin: Asked): Promise<readonly DoctorCheck[]> {
  const status = await admin.readStatus({})
  const providers = (await admin.listProviders({})).filter(({ sandbox }) => !sandbox)
  const checks = [checkDoor(status), checkVault(status), checkClock(status), checkDisk(status.homeDir)]
  return [
    ...(await Promise.all(checks)),
    ...status.warnings.map(text => ({ about: 'gateway', state: 'warning', text }) as const),
    ...(await Promise.all(providers.map(({ id }) => checkProvider(id, admin)))),
  ]
}

/** Any answer will do: a request without a token is refused. */
async function checkDoor({ gatewayUrl }: GatewayStatus): Promise<DoctorCheck> {
  const about = 'gateway'
  if (gatewayUrl === null)
    return { about, state: 'warning', text: 'No gateway is running: no request would be answered now.' }
  try {
    await fetch(gatewayUrl, { method: 'HEAD', signal: AbortSignal.timeout(answerWithinMs) })
    return { about, state: 'good', text: `It answers at ${gatewayUrl}.` }
  } catch {
    return { about, state: 'bad', text: `Nothing answers at ${gatewayUrl}.` }
  }
}

function checkVault({ vault }: GatewayStatus): DoctorCheck {
  const text = vault.reason ?? 'Keys can be stored and opened.'
  return { about: 'vault', state: vault.available ? 'good' : 'bad', text }
}

function checkClock({ ledgerTime }: GatewayStatus): DoctorCheck {
  const { aheadMs } = ledgerTime
  const about = 'clock'
  if (aheadMs === 0) return { about, state: 'good', text: 'The clock and the ledger agree.' }
  const seconds = Math.round(aheadMs / 1000)
  return {
    about,
    state: 'bad',
    text: `The ledger is ${seconds} s ahead of the clock, and budgets stand still.`,
  }
}

async function checkDisk(homeDir: string): Promise<DoctorCheck> {
  const about = 'disk'
  try {
    const { bavail, bsize } = await statfs(homeDir)
    const freeBytes = bavail * bsize
    const state = freeBytes < fullBytes ? 'bad' : freeBytes < nearlyFullBytes ? 'warning' : 'good'
    return { about, state, text: `${(freeBytes / 1024 ** 3).toFixed(1)} GiB are free.` }
  } catch {
    return { about, state: 'warning', text: 'How much is free cannot be read.' }
  }
}

async function checkProvider(id: string, { testProvider }: Asked): Promise<DoctorCheck> {
  const { ok, models, latencyMs, message, list } = await testProvider({ id })
  if (ok && list === 'none')
    return { about: id, state: 'good', text: 'It lists no models, so it was not asked.' }
  return ok
    ? {
        about: id,
        state: 'good',
        text: `It listed ${models} ${models === 1 ? 'model' : 'models'} within ${latencyMs} ms.`,
      }
    : { about: id, state: 'bad', text: message ?? 'It cannot be asked for its models.' }
}
