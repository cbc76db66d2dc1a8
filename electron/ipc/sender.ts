import type { IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron'
import { appOrigin } from '../app-protocol.ts'

interface Sent extends Pick<IpcMainInvokeEvent, 'sender'> {
  /** Null after the frame has navigated away. */
  readonly senderFrame: Pick<WebFrameMain, 'parent' | 'origin'> | null
}

/** Whether a call came from the window's top frame (not from a frame inside it) while it shows the app's own page. */
export function isTopFrameOf(contents: WebContents, { sender, senderFrame }: Sent): boolean {
  return sender === contents && senderFrame?.parent === null && senderFrame.origin === appOrigin
}
