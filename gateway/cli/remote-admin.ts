import { Agent, type IncomingMessage, request } from 'node:http'
import { type AdminApi, type AdminFailure, type AdminReply, adminMethods } from '../contract/admin.ts'
import type { FailureDetail } from '../contract/failure-detail.ts'
import type { Instance } from '../lifecycle/instance-file.ts'

/** Longer than a provider may take to list its models. */
const timeoutMs = 120_000

/** What the running owner answered instead of a value. */
export class AdminError extends Error {
  override readonly name = 'AdminError'
  /** Of the owner, which may be newer than this program: it need not be in this one's table. */
  readonly code: string
  readonly detail: FailureDetail

  constructor(failure: AdminFailure) {
    super(failure.message)
    this.code = failure.code
    this.detail = failure.detail
  }
}

export interface OpenedAdmin {
  readonly admin: AdminApi
  close(): Promise<void>
}

/** The admin object of a running owner, over its loopback port. */
export function openRemoteAdmin(instance: Instance): OpenedAdmin {
  // Its own agent: the global one may be told by the environment to go through a proxy.
  const agent = new Agent({ keepAlive: true })
  const methods = adminMethods.map(method => [
    method,
    (input: unknown) => call(agent, instance, method, JSON.stringify(input)),
  ])
  return {
    admin: Object.fromEntries(methods) as AdminApi,
    async close() {
      agent.destroy()
    },
  }
}

async function call(agent: Agent, instance: Instance, method: string, body: string): Promise<unknown> {
  const reply = JSON.parse(await exchange(agent, instance, method, body)) as AdminReply<unknown>
  if (!reply.ok) throw new AdminError(reply.error)
  return reply.value
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
