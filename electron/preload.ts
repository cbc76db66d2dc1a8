import { contextBridge, ipcRenderer } from 'electron'
import type { AdminChannel, GatehouseBridge } from './ipc/contract.ts'

const channel: AdminChannel = 'gatehouse:admin'

const bridge: GatehouseBridge = {
  invoke: (method, input) => ipcRenderer.invoke(channel, method, input),
}

contextBridge.exposeInMainWorld('gatehouse', bridge)
