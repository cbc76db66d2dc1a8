import { clipboard, Menu, Tray } from 'electron'
import type { AdminApi } from '../gateway/contract/admin.ts'
import { describeSpend } from './describe-spend.ts'

export interface AppTrayOptions {
  readonly iconPath: string
  readonly gatewayUrl: string
  readonly admin: Pick<AdminApi, 'readOverview'>
  readonly onOpen: () => void
  readonly onQuit: () => void
}

const refreshMs = 15_000

/** The icon in the tray with today's spend. It lives as long as the program. */
export function showTray({ iconPath, gatewayUrl, admin, onOpen, onQuit }: AppTrayOptions): void {
  const tray = new Tray(iconPath)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  let shown: string | undefined

  const show = (spend: string) => {
    if (spend === shown) return // setting the menu again would close it while the person has it open
    shown = spend
    tray.setToolTip(`Gatehouse: ${spend}`)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: spend, enabled: false },
        { label: gatewayUrl, enabled: false },
        { type: 'separator' },
        { label: 'Open Gatehouse', click: onOpen },
        { label: 'Copy gateway URL', click: () => void clipboard.writeText(gatewayUrl) },
        { type: 'separator' },
        { label: 'Quit', click: onQuit },
      ]),
    )
  }
  const refresh = () =>
    admin
      .readOverview({ zone })
      .then(
        ({ today }) => show(describeSpend(today)),
        () => show('spend unknown'),
      )
      .catch(() => undefined) // the tray icon was destroyed, so there is nothing to update

  show('starting')
  refresh()
  setInterval(refresh, refreshMs).unref()
  tray.on('click', onOpen)
}
