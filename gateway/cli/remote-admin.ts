import { Agent, type IncomingMessage, request } from 'node:http'
import type { AdminApi } from '../contract/admin.ts'
import { createAdminClient } from '../contract/admin-client.ts'
import type { Instance } from '../lifecycle/instance-file.ts'

/** Longer than the slowest admin method: testing a provider, which waits for its list of models. */
const timeoutMs = 120_000

export interface OpenedAdmin {
  readonly admin: AdminApi
  close(): Promise<void>
}

/** The admin object of a gateway that runs on this machine, reached over its admin port. */
export function openRemoteAdmin(instance: Instance): OpenedAdmin {
  // An agent of its own, because environment variables can make the global one use a proxy.
  const agent = new Agent({ keepAlive: true })
  return {
    admin: createAdminClient(async (method, input) =>
      JSON.parse(await exchange(agent, instance, method, JSON.stringify(input))),
    ),
    async close() {
      agent.destroy()
    },
  }
}

function exchange(agent: Agent, instance: Instance, method: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(`/api/${method}`, instance.adminUrl), {
      agent,
      method: 'POST',
      headers: {
        authorization: `Bearer ${instance.adminToken}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
      timeout: timeoutMs,
    })
    outgoing.on('response', incoming => readText(incoming).then(resolve, reject))
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)))
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
