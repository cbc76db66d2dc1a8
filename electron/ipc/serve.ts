import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import type { Logger } from 'pino'
import {
  type AdminApi,
  type AdminMethod,
  type AdminReply,
  adminMethods,
} from '../../gateway/contract/admin.ts'
import { toAdminFailure } from '../../gateway/errors/admin-failure.ts'
import { GatewayError, toGatewayError } from '../../gateway/errors.ts'
import type { AdminChannel } from './contract.ts'

const channel: AdminChannel = 'gatehouse:admin'

export interface AdminDoor {
  readonly ipcMain: Pick<IpcMain, 'handle'>
  readonly admin: AdminApi
  /** Whether the call came from the top frame of the app's own window, showing the app's own page. */
  readonly isOurPage: (event: IpcMainInvokeEvent) => boolean
  readonly log: Logger
}

/**
 * Serves the admin object to the window. Every answer is an envelope, because a thrown error loses its code on the
 * way across; each method parses its own input.
 */
export function serveAdmin({ ipcMain, admin, isOurPage, log }: AdminDoor): void {
  ipcMain.handle(channel, async (event, method: unknown, input: unknown): Promise<AdminReply<unknown>> => {
    try {
      if (!isOurPage(event)) throw new GatewayError('ipc_rejected')
      if (!isAdminMethod(method)) throw new GatewayError('admin_method_unknown', { method: String(method) })
      return { ok: true, value: await call(admin, method, input) }
    } catch (error) {
      const failure = toGatewayError(error)
      if (failure.code === 'internal') log.error({ err: failure.cause, method }, 'an admin method failed')
      return { ok: false, error: toAdminFailure(failure) }
    }
  })
}

function isAdminMethod(name: unknown): name is AdminMethod {
  return adminMethods.some(method => method === name)
}

function call(admin: AdminApi, method: AdminMethod, input: unknown): Promise<unknown> {
  const run = admin[method] as (input: unknown) => Promise<unknown>
  return run.call(admin, input)
}
