import {
  AppShell,
  Group,
  Kbd,
  NavLink,
  Popover,
  Stack,
  Text,
  Tooltip,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core'
import { IconAdjustments, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStatus } from '../api/queries.ts'
import { LogoMark } from './logo-mark.tsx'
import classes from './navigation.module.css'
import { paletteKeys } from './palette-keys.ts'
import { type Screen, screens } from './route-hash.ts'
import { screenIcons } from './screen-icons.ts'
import { StatusFooter } from './status-footer.tsx'

interface NavigationProps {
  readonly current: Screen
  /** Where each screen was left. */
  readonly addressOf: (screen: Screen) => string
  /** In a narrow window there are only icons. Their names are on hover, and for those who do not see them. */
  readonly isNarrow: boolean
  readonly onFind: () => void
  readonly onHelp: () => void
}

export function Navigation({ current, addressOf, isNarrow, onFind, onHelp }: NavigationProps) {
  const { t } = useTranslation()
  return (
    <AppShell.Navbar
      className={classes.navbar}
      data-narrow={isNarrow || undefined}
      aria-label={t('app.navigation')}
    >
      <Group gap={10} className={classes.head}>
        <LogoMark size={26} />
        {!isNarrow && (
          <Text fw={650} size="lg" className={classes.name}>
            {t('app.name')}
          </Text>
        )}
      </Group>
      <Tooltip label={t('frame.findHint', { keys: paletteKeys })} position="right" disabled={!isNarrow}>
        <UnstyledButton className={classes.find} aria-keyshortcuts="Control+K Meta+K" onClick={onFind}>
          <IconSearch size={16} stroke={1.7} />
          {isNarrow ? (
            <VisuallyHidden>{t('frame.find')}</VisuallyHidden>
          ) : (
            <>
              <Text span size="sm" flex={1}>
                {t('frame.find')}
              </Text>
              <Kbd size="xs" aria-hidden>
                {paletteKeys}
              </Kbd>
            </>
          )}
        </UnstyledButton>
      </Tooltip>
      <Stack gap={2} className={classes.links}>
        {screens.map(screen => (
          <ScreenLink
            key={screen}
            screen={screen}
            href={addressOf(screen)}
            isActive={screen === current}
            isNarrow={isNarrow}
          />
        ))}
      </Stack>
      {isNarrow ? <FoldedFooter onHelp={onHelp} /> : <StatusFooter onHelp={onHelp} />}
    </AppShell.Navbar>
  )
}

interface ScreenLinkProps {
  readonly screen: Screen
  readonly href: string
  readonly isActive: boolean
  readonly isNarrow: boolean
}

function ScreenLink({ screen, href, isActive, isNarrow }: ScreenLinkProps) {
  const { t } = useTranslation()
  const Icon = screenIcons[screen]
  const name = t(`screens.${screen}`)
  return (
    <Tooltip
      label={name}
      position="right"
      disabled={!isNarrow}
      events={{ hover: true, focus: true, touch: false }}
    >
      <NavLink
        href={href}
        label={isNarrow ? <VisuallyHidden>{name}</VisuallyHidden> : name}
        leftSection={<Icon size={18} stroke={1.7} />}
        active={isActive}
        aria-current={isActive ? 'page' : undefined}
        className={classes.link}
      />
    </Tooltip>
  )
}

/** The footer behind a button, where there is no room for it. */
function FoldedFooter({ onHelp }: { readonly onHelp: () => void }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const strangers = useStatus().data?.unauthenticated.length ?? 0
  return (
    <Popover opened={isOpen} onChange={setOpen} position="right-end" width={232} trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label={t('frame.about')} position="right">
          <UnstyledButton
            className={classes.folded}
            data-marked={strangers > 0 || undefined}
            aria-label={t('frame.about')}
            onClick={() => setOpen(!isOpen)}
          >
            <IconAdjustments size={18} stroke={1.7} />
          </UnstyledButton>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('frame.about')}>
        <StatusFooter
          onHelp={() => {
            setOpen(false)
            onHelp()
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}
