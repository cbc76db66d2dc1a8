import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'

interface SearchFieldProps {
  readonly label: string
  readonly placeholder: string
  /** In pixels. */
  readonly width: number
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A field that filters the list below it. */
export function SearchField({ label, placeholder, width, value, onChange }: SearchFieldProps) {
  return (
    <TextInput
      size="xs"
      w={width}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={14} />}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
