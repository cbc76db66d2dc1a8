import { Button, Checkbox, Popover, ScrollArea, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './filter-menu.module.css'

export interface FilterOption<Value extends string> {
  readonly value: Value
  readonly label: string
}

interface FilterMenuProps<Value extends string> {
  /** What is filtered: 'Model'. */
  readonly label: string
  readonly options: readonly FilterOption<Value>[]
  readonly values: readonly Value[]
  readonly onChange: (values: readonly Value[]) => void
}

/** A list that is longer than this has a field to search it. */
const searchedFrom = 9
const mostShown = 100

/** A button that opens a list from which any number of values can be chosen. What is chosen stands on the button. */
export function FilterMenu<Value extends string>({
  label,
  values,
  onChange,
  ...menu
}: FilterMenuProps<Value>) {
  const [isOpen, { toggle, close }] = useDisclosure(false)
  // What was chosen before may have left the log since.
  const missing = values.filter(value => !menu.options.some(option => option.value === value))
  const options = [...missing.map(value => ({ value, label: value })), ...menu.options]
  const names = values.map(value => options.find(option => option.value === value)?.label ?? value)
  const more = names.length > 1 ? `\u00a0+${names.length - 1}` : ''
  return (
    <Popover opened={isOpen} onChange={close} position="bottom-start" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button
          size="xs"
          variant={names.length > 0 ? 'light' : 'default'}
          className={classes.button}
          rightSection={<IconChevronDown size={13} />}
          title={names.length > 0 ? `${label}: ${names.join(', ')}` : undefined}
          onClick={toggle}
        >
          <span className={classes.chosen}>{names.length > 0 ? `${label}: ${names[0]}` : label}</span>
          {more}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" w={260} aria-label={label}>
        <FilterList label={label} options={options} values={values} onChange={onChange} />
      </Popover.Dropdown>
    </Popover>
  )
}

function FilterList<Value extends string>({ label, options, values, onChange }: FilterMenuProps<Value>) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const matching = options.filter(option => option.label.toLowerCase().includes(search.trim().toLowerCase()))
  const setChosen = (value: Value, isChosen: boolean): void =>
    onChange(isChosen ? [...values, value] : values.filter(each => each !== value))
  return (
    <Stack gap="xs">
      {options.length >= searchedFrom && (
        <TextInput
          size="xs"
          type="search"
          aria-label={t('requestList.searchIn', { label })}
          placeholder={t('requestList.find')}
          value={search}
          onChange={event => setSearch(event.currentTarget.value)}
          data-autofocus
        />
      )}
      <ScrollArea.Autosize mah={260} type="auto">
        <Stack gap={8} p={4} role="group" aria-label={label}>
          {matching.slice(0, mostShown).map(option => (
            <Checkbox
              key={option.value}
              size="xs"
              label={option.label}
              checked={values.includes(option.value)}
              onChange={event => setChosen(option.value, event.currentTarget.checked)}
            />
          ))}
          {matching.length === 0 && (
            <Text size="xs" c="dimmed">
              {t('requestList.nothingFound')}
            </Text>
          )}
        </Stack>
      </ScrollArea.Autosize>
      {values.length > 0 && (
        <Button size="compact-xs" variant="subtle" onClick={() => onChange([])}>
          {t('requestList.all')}
        </Button>
      )}
    </Stack>
  )
}
