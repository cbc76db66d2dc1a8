import { createUseExternalEvents } from '@mantine/core'

type Announcements = {
  announce: (text: string) => void
}

/** Tells people who do not see the window what has just come about, without interrupting what is being read to them. */
export const [useAnnouncements, announceBy] = createUseExternalEvents<Announcements>('gatehouse')

export function announce(text: string): void {
  announceBy('announce')(text)
}
