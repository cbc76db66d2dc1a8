// The only way from the window into the main process. This file holds types only, because the preload script is a
// single file that cannot import anything at run time.
import type { AdminMethod, AdminReply } from '../../gateway/contract/admin.ts'

/** The IPC channel. It takes a method's name and its input, and answers with an `AdminReply`. */
export type AdminChannel = 'gatehouse:admin'

/** What the page finds as `window.gatehouse`. */
export interface GatehouseBridge {
  invoke(method: AdminMethod, input: unknown): Promise<AdminReply<unknown>>
}
