import { Box, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RequestTiming } from '../../../gateway/contract/timing.ts'
import { numbers } from '../../format/formats.ts'
import classes from './request-waterfall.module.css'
import { type PhaseName, timingPhases } from './timing-phases.ts'

const phaseColors: Readonly<Record<PhaseName, string>> = {
  counting: 'var(--gatehouse-phase-own)',
  holding: 'var(--gatehouse-phase-own)',
  sending: 'var(--gatehouse-phase-own)',
  waiting: 'var(--gatehouse-phase-provider)',
  thinking: 'var(--gatehouse-phase-provider)',
  streaming: 'var(--mantine-primary-color-filled)',
  ending: 'var(--gatehouse-phase-own)',
}

/** Shows how long each phase took: one bar per phase, which begins where the bar before it ends. */
export function RequestWaterfall({ timing }: { readonly timing: RequestTiming }) {
  const { t } = useTranslation()
  const percent = (milliseconds: number): string =>
    `${timing.endedMs > 0 ? (milliseconds / timing.endedMs) * 100 : 0}%`
  return (
    <Stack gap={5} component="ol" className={classes.list}>
      {timingPhases(timing).map(({ name, startMs, endMs }) => (
        <Box key={name} component="li" className={classes.phase}>
          <Text size="xs" c="dimmed">
            {t(`detail.phases.${name}`)}
          </Text>
          <Box className={classes.track} aria-hidden>
            <Box
              className={classes.bar}
              style={{
                left: percent(startMs),
                width: percent(endMs - startMs),
                background: phaseColors[name],
              }}
            />
          </Box>
          <Text size="xs" ta="right" className={classes.figure}>
            {numbers.duration(endMs - startMs)}
          </Text>
        </Box>
      ))}
    </Stack>
  )
}
