// The window's one door into the main process. Types only: the preload is a single file without imports of its own.
import type { AdminMethod, AdminReply } from '../../gateway/contract/admin.ts'

/** Answers `AdminReply`; takes the method's name and its input. */
export type AdminChannel = 'gatehouse:admin'

/** What the page finds as `window.gatehouse`. */
export interface GatehouseBridge {
  invoke(method: AdminMethod, input: unknown): Promise<AdminReply<unknown>>
}
