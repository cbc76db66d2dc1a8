import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type AdminApi, type AdminReply, adminMethods } from '../../../gateway/contract/admin.ts'
import type { Program } from './program.ts'

/** What the owner of a home writes to instance.json. */
export interface Instance {
  readonly pid: number
  readonly gatewayUrl: string
  readonly adminUrl: string
  readonly adminToken: string
}

/** Waits until the program serves. Throws with what it printed when it ended instead. */
export async function readInstance(homeDir: string, program: Program): Promise<Instance> {
  const ended = program.exited.then(code => {
    throw new Error(`The program ended with ${code} before it served:\n${program.output()}`)
  })
  ended.catch(() => undefined) // it always ends at last
  return Promise.race([ended, pollInstance(homeDir, program.pid)])
}

async function pollInstance(homeDir: string, pid: number): Promise<Instance> {
  for (;;) {
    const text = await readFile(join(homeDir, 'instance.json'), 'utf8').catch(() => '')
    const instance = parseInstance(text)
    if (instance?.pid === pid) return instance
    await delay(20)
  }
}

function parseInstance(text: string): Instance | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not there, or just being written
  }
}

/** The admin object over the program's admin port. A refused call throws with its code. */
export function connectAdmin({ adminUrl, adminToken }: Instance): AdminApi {
  const call = async (method: string, input: unknown) => {
    const response = await fetch(`${adminUrl}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    const reply = (await response.json()) as AdminReply<unknown>
    if (!reply.ok) throw new Error(`${method}: ${reply.error.code}: ${reply.error.message}`)
    return reply.value
  }
  const methods = adminMethods.map(method => [method, (input: unknown) => call(method, input)])
  return Object.fromEntries(methods) as AdminApi
}
