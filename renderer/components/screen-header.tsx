import { Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface ScreenHeaderProps {
  readonly title: string
  readonly hint?: ReactNode
  /** Buttons for what can be done on this screen, on the right. */
  readonly children?: ReactNode
}

export function ScreenHeader({ title, hint, children }: ScreenHeaderProps) {
  return (
    <Group justify="space-between" align="center" gap="sm" mih={46}>
      <Stack gap={0}>
        <Title order={1}>{title}</Title>
        {hint !== undefined && (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
      </Stack>
      <Group gap="xs">{children}</Group>
    </Group>
  )
}
