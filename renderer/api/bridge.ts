import type { AdminMethod, AdminReply } from '../../gateway/contract/admin.ts'

/** What the desktop app's preload exposes to the window, and all that it exposes. */
export interface GatehouseBridge {
  invoke(method: AdminMethod, input: unknown): Promise<AdminReply<unknown>>
}
