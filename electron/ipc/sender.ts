import type { IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron'
import { appOrigin } from '../app-protocol.ts'

interface Sent extends Pick<IpcMainInvokeEvent, 'sender'> {
  /** Null once the frame has gone elsewhere. */
  readonly senderFrame: Pick<WebFrameMain, 'parent' | 'origin'> | null
}

/** Whether a call came from this window itself, not from a frame in it, while it shows a page of the app's. */
export function isTopFrameOf(contents: WebContents, { sender, senderFrame }: Sent): boolean {
  return sender === contents && senderFrame?.parent === null && senderFrame.origin === appOrigin
}
