import { useMantineColorScheme } from '@mantine/core'
import { IconKeyboard, IconMoon, IconPlus, type TablerIcon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useBudgets, useClients, useProviders } from '../api/queries.ts'
import { useBudgetWords } from '../screens/budgets/use-budget-words.ts'
import type { Findable } from './match-entries.ts'
import { type Screen, screens } from './route-hash.ts'
import { screenIcons } from './screen-icons.ts'
import { useSetWish, type Wish } from './wishes.tsx'

export interface PaletteEntry extends Findable {
  readonly id: string
  readonly icon: TablerIcon
  readonly run: () => void
}

interface PaletteActs {
  readonly onGo: (screen: Screen) => void
  readonly onHelp: () => void
}

const forms = [
  ['budgets', 'budget', 'budgets.set'],
  ['tokens', 'token', 'tokens.create'],
  ['providers', 'provider', 'providers.add'],
  ['routes', 'route', 'routes.add'],
] as const

/** Everything that the palette finds. */
export function usePaletteEntries({ onGo, onHelp }: PaletteActs): readonly PaletteEntry[] {
  const { t } = useTranslation()
  const words = useBudgetWords()
  const setWish = useSetWish()
  const { setColorScheme } = useMantineColorScheme()
  const budgets = useBudgets().data ?? []
  const clients = useClients().data ?? []
  const providers = useProviders().data ?? []

  const actions = t('palette.groups.actions')
  const visit = (screen: Screen, wish: Wish) => () => {
    onGo(screen)
    setWish(wish)
  }
  const shown = (screen: 'budgets' | 'tokens' | 'providers', group: string, id: string, label: string) => {
    const what = screen === 'budgets' ? 'budget' : screen === 'tokens' ? 'token' : 'provider'
    const run = visit(screen, { kind: 'show', what, id })
    return { id: `${what}-${id}`, label, group, icon: screenIcons[screen], run }
  }
  return [
    ...screens.map(screen => ({
      id: `screen-${screen}`,
      label: t(`screens.${screen}`),
      group: t('palette.groups.screens'),
      icon: screenIcons[screen],
      run: () => onGo(screen),
    })),
    ...forms.map(([screen, what, label]) => ({
      id: `new-${what}`,
      label: t(label),
      group: actions,
      icon: IconPlus,
      run: visit(screen, { kind: 'new', what }),
    })),
    ...(['light', 'dark', 'auto'] as const).map(theme => ({
      id: `theme-${theme}`,
      label: t('palette.theme', { theme: t(`app.${theme}`) }),
      group: actions,
      icon: IconMoon,
      run: () => setColorScheme(theme),
    })),
    { id: 'help', label: t('keyboard.title'), group: actions, icon: IconKeyboard, run: onHelp },
    ...budgets.map(budget => shown('budgets', t('palette.groups.budgets'), budget.id, words.name(budget))),
    ...clients
      .filter(({ revokedAtMs }) => revokedAtMs === null)
      .map(({ id, name }) => shown('tokens', t('palette.groups.clients'), id, name)),
    ...providers.map(({ id }) => shown('providers', t('palette.groups.providers'), id, id)),
  ]
}
