import { Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './figure-tile.module.css'

interface FigureTileProps {
  readonly label: string
  readonly foot: ReactNode
  readonly children: ReactNode
  /** Where the figure is taken apart. The whole tile leads there. */
  readonly href?: string
}

/** One figure with what it is above it and what it is made of below. */
export function FigureTile({ label, foot, children, href }: FigureTileProps) {
  const content = (
    <Stack gap={4}>
      <Text size="xs" c="dimmed" fw={500} truncate title={label}>
        {label}
      </Text>
      <Text className={classes.figure}>{children}</Text>
      <Text size="xs" c="dimmed" className={classes.foot}>
        {foot}
      </Text>
    </Stack>
  )
  if (href === undefined) {
    return (
      <Paper px="md" py={14}>
        {content}
      </Paper>
    )
  }
  return (
    <Paper component="a" href={href} px="md" py={14} className={classes.link}>
      {content}
    </Paper>
  )
}
