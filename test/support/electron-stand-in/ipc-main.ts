import type { IpcMain } from 'electron'
import { strict } from './strict.ts'

type Handler = Parameters<IpcMain['handle']>[1]

export interface StandInIpcMain {
  readonly api: Pick<IpcMain, 'handle'>
  invoke(
    sender: object,
    senderFrame: object,
    channel: string,
    parameters: readonly unknown[],
  ): Promise<unknown>
}

/**
 * Stands in for `ipcMain.handle`, and calls the handlers. As in Electron, only the text of a handler's error is passed on.
 */
export function createIpcMain(): StandInIpcMain {
  const handlers = new Map<string, Handler>()
  return {
    api: strict('ipcMain', {
      handle(channel, handler) {
        if (handlers.has(channel)) {
          throw new Error(`Attempted to register a second handler for '${channel}'`)
        }
        handlers.set(channel, handler)
      },
    } satisfies StandInIpcMain['api']),
    async invoke(sender, senderFrame, channel, parameters) {
      const handler = handlers.get(channel)
      try {
        if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
        const event = strict('ipcMain event', { type: 'frame', sender, senderFrame })
        return await Reflect.apply(handler, undefined, [event, ...parameters])
      } catch (error) {
        throw new Error(`Error invoking remote method '${channel}': ${error}`)
      }
    },
  }
}
