import { Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './figure-tile.module.css'

interface FigureTileProps {
  readonly label: string
  readonly foot: ReactNode
  readonly children: ReactNode
}

/** One figure with what it is above it and what it is made of below. */
export function FigureTile({ label, foot, children }: FigureTileProps) {
  return (
    <Paper px="md" py={14}>
      <Stack gap={4}>
        <Text size="xs" c="dimmed" fw={500} truncate>
          {label}
        </Text>
        <Text className={classes.figure}>{children}</Text>
        <Text size="xs" c="dimmed" truncate>
          {foot}
        </Text>
      </Stack>
    </Paper>
  )
}
