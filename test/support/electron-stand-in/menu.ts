import { existsSync } from 'node:fs'
import type { MenuItemConstructorOptions } from 'electron'
import { requireKnown, StrictEmitter, strict, strictClass } from './strict.ts'

export interface StandInMenuItem {
  readonly label: string
  readonly role: string | undefined
  readonly enabled: boolean
  readonly items: readonly StandInMenuItem[]
  click(): void
}

/** What a person would see outside of the windows. */
export interface StandInScreen {
  readonly trays: StandInTray[]
  applicationMenu: StandInMenu | null
}

export class StandInMenu {
  readonly items: readonly StandInMenuItem[]

  constructor(items: readonly StandInMenuItem[]) {
    this.items = items
  }
}

export class StandInTray extends StrictEmitter {
  toolTip = ''
  menu: StandInMenu | null = null

  constructor(imagePath: string) {
    super(['click'])
    if (!existsSync(imagePath)) throw new Error(`Failed to load image from path '${imagePath}'`)
  }

  setToolTip(text: string): void {
    this.toolTip = text
  }

  setContextMenu(menu: StandInMenu | null): void {
    this.menu = menu
  }
}

/** Stands in for `Menu`. Builds menus from templates and does not draw them. */
export function createMenuModule(screen: StandInScreen) {
  return strict('Menu', {
    buildFromTemplate: (template: readonly MenuItemConstructorOptions[]) =>
      strict('menu', new StandInMenu(template.map(toItem))),
    setApplicationMenu(menu: StandInMenu | null) {
      screen.applicationMenu = menu
    },
    getApplicationMenu: () => screen.applicationMenu,
  })
}

/** Stands in for `Tray`. Stores what a person would see. */
export function createTrayClass(screen: StandInScreen): new (imagePath: string) => StandInTray {
  return strictClass(
    'Tray',
    class extends StandInTray {
      constructor(imagePath: string) {
        super(imagePath)
        screen.trays.push(this)
      }
    },
  )
}

function toItem(options: MenuItemConstructorOptions): StandInMenuItem {
  requireKnown('menu option', options, ['label', 'role', 'type', 'enabled', 'click', 'submenu'])
  const { label = '', role, type, enabled = true, click, submenu = [] } = options
  if (label === '' && role === undefined && type !== 'separator') {
    throw new Error('A menu item needs a label, a role or a type.')
  }
  if (!Array.isArray(submenu)) throw new Error('A submenu is a template here.')
  return {
    label,
    role,
    enabled,
    items: submenu.map(toItem),
    click() {
      if (!enabled || click === undefined) throw new Error(`The menu item "${label}" cannot be clicked.`)
      Reflect.apply(click, undefined, [])
    },
  }
}
