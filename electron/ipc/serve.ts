import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import type { Logger } from 'pino'
import { callAdmin, toFailure } from '../../gateway/admin/call-admin.ts'
import type { AdminApi, AdminReply } from '../../gateway/contract/admin.ts'
import { GatewayError, toGatewayError } from '../../gateway/errors.ts'
import type { AdminChannel } from './contract.ts'

const channel: AdminChannel = 'gatehouse:admin'

export interface AdminDoor {
  readonly ipcMain: Pick<IpcMain, 'handle'>
  readonly admin: AdminApi
  /** Whether the call came from the top frame of the app's own window while that shows the app's own page. */
  readonly isOurPage: (event: IpcMainInvokeEvent) => boolean
  readonly log: Logger
}

/**
 * Serves the admin object to the window. Every answer is an `AdminReply`, because an error that is thrown loses its
 * code when it crosses IPC. Each method checks its own input.
 */
export function serveAdmin({ ipcMain, admin, isOurPage, log }: AdminDoor): void {
  ipcMain.handle(channel, async (event, method: unknown, input: unknown): Promise<AdminReply<unknown>> => {
    try {
      if (!isOurPage(event)) throw new GatewayError('ipc_rejected')
      return { ok: true, value: await callAdmin(admin, method, input) }
    } catch (error) {
      const failure = toGatewayError(error)
      if (failure.code === 'internal') log.error({ err: failure.cause, method }, 'an admin method failed')
      return toFailure(failure)
    }
  })
}
