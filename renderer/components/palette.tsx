import { ScrollArea, Stack, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { announce } from './announce.ts'
import { matchEntries } from './match-entries.ts'
import classes from './palette.module.css'
import type { Screen } from './route-hash.ts'
import { TitledModal } from './titled-modal.tsx'
import { type PaletteEntry, usePaletteEntries } from './use-palette-entries.ts'

interface PaletteProps {
  readonly onGo: (screen: Screen) => void
  readonly onHelp: () => void
  readonly onClose: () => void
}

/** Finds a screen, a budget, a token, a provider or an action by a few letters, and goes there or does it. */
export function Palette({ onGo, onHelp, onClose }: PaletteProps) {
  const { t } = useTranslation()
  const listId = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const found = matchEntries(usePaletteEntries({ onGo, onHelp }), text)
  const chosen = found[Math.min(at, found.length - 1)]
  const optionId = ({ id }: PaletteEntry): string => `${listId}-${id}`
  const run = (entry: PaletteEntry | undefined): void => {
    if (entry === undefined) return
    onClose()
    entry.run()
  }
  const chosenId = chosen && optionId(chosen)
  useEffect(() => {
    if (chosenId !== undefined) document.getElementById(chosenId)?.scrollIntoView({ block: 'nearest' })
  }, [chosenId])
  const count = found.length
  useEffect(() => {
    if (text !== '') announce(t('palette.count', { count }))
  }, [text, count, t])

  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
    const step = steps[event.key]
    if (step !== undefined && count > 0) setAt((Math.min(at, count - 1) + step + count) % count)
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) run(chosen)
    else return
    event.preventDefault()
  }
  return (
    <TitledModal opened onClose={onClose} title={t('palette.title')} yOffset="8vh" centered={false}>
      <Stack gap="xs">
        <TextInput
          value={text}
          onChange={event => {
            setText(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
          role="combobox"
          aria-label={t('palette.label')}
          aria-expanded
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={chosenId}
          placeholder={t('palette.placeholder')}
          leftSection={<IconSearch size={16} />}
          autoComplete="off"
          spellCheck={false}
        />
        <ScrollArea.Autosize mah="min(360px, 60vh)" type="auto" viewportProps={{ tabIndex: 0 }}>
          <div id={listId} role="listbox" aria-label={t('palette.results')}>
            {found.map(entry => (
              <Option
                key={entry.id}
                id={optionId(entry)}
                entry={entry}
                isChosen={entry === chosen}
                onRun={() => run(entry)}
              />
            ))}
          </div>
          {count === 0 && (
            <Text size="sm" c="dimmed" p="xs">
              {t('palette.none')}
            </Text>
          )}
        </ScrollArea.Autosize>
      </Stack>
    </TitledModal>
  )
}

interface OptionProps {
  readonly id: string
  readonly entry: PaletteEntry
  readonly isChosen: boolean
  readonly onRun: () => void
}

function Option({ id, entry: { label, group, icon: Icon }, isChosen, onRun }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard; it names the chosen one
    // biome-ignore lint/a11y/useFocusableInteractive: as above
    <div id={id} role="option" aria-selected={isChosen} className={classes.option} onClick={onRun}>
      <Icon size={16} stroke={1.7} className={classes.icon} aria-hidden />
      <Text size="sm" truncate title={label} flex={1}>
        {label}
      </Text>
      <Text size="xs" c="dimmed">
        {group}
      </Text>
    </div>
  )
}
