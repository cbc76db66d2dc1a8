import type { AdminMethod, AdminReply } from '../../gateway/contract/admin.ts'

/** Everything that the desktop app's preload script exposes to the window. */
export interface GatehouseBridge {
  invoke(method: AdminMethod, input: unknown): Promise<AdminReply<unknown>>
}
