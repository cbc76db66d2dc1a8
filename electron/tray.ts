import { clipboard, Menu, Tray } from 'electron'
import type { AdminApi } from '../gateway/contract/admin.ts'
import { describeFailovers } from './describe-failover.ts'
import { describeSpend } from './describe-spend.ts'

export interface AppTrayOptions {
  readonly iconPath: string
  readonly gatewayUrl: string
  readonly admin: Pick<AdminApi, 'readOverview' | 'readStatus'>
  readonly onOpen: () => void
  readonly onQuit: () => void
}

const spendRefreshMs = 15_000
/** More often than the spend, because it costs hardly anything to ask. */
const outagesRefreshMs = 3000

/** The icon in the tray with today's spend and who is out. It lives as long as the program. */
export function showTray({ iconPath, gatewayUrl, admin, onOpen, onQuit }: AppTrayOptions): void {
  const tray = new Tray(iconPath)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  let spend = 'starting'
  let outage: string | undefined
  let shown: string | undefined

  const show = () => {
    const toolTip = ['Gatehouse: ', spend, ...(outage === undefined ? [] : ['\n', outage])].join('')
    if (toolTip === shown) return // setting the menu again would close it while the person has it open
    shown = toolTip
    tray.setToolTip(toolTip)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        ...(outage === undefined ? [] : [{ label: outage, enabled: false }]),
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
  const refreshSpend = async () => {
    spend = await admin.readOverview({ zone }).then(
      ({ today }) => describeSpend(today),
      () => 'spend unknown',
    )
    show()
  }
  const refreshOutages = async () => {
    outage = describeFailovers((await admin.readStatus({})).failovers)
    show()
  }
  // A failure means that the tray icon was destroyed, so there is nothing to update, or that the status cannot be read now.
  const quietly = (refresh: () => Promise<void>) => () => void refresh().catch(() => undefined)

  show()
  quietly(refreshSpend)()
  setInterval(quietly(refreshSpend), spendRefreshMs).unref()
  setInterval(quietly(refreshOutages), outagesRefreshMs).unref()
  tray.on('click', onOpen)
}
