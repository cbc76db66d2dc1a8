import { Anchor, Collapse, Paper, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import licence from '../../../LICENSE?raw'
import notice from '../../../NOTICE?raw'
import classes from './settings.module.css'

/** The licence of Gatehouse and those of what it contains. */
export function LicencesCard() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <Paper p="md" component="section" aria-labelledby="settings-licences">
      <Title order={2} id="settings-licences">
        {t('settings.licences')}
      </Title>
      <Anchor
        component="button"
        type="button"
        size="sm"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {t(isOpen ? 'settings.hideLicences' : 'settings.showLicences')}
      </Anchor>
      <Collapse expanded={isOpen}>
        {isOpen && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
          <pre className={classes.licence} tabIndex={0}>
            {`${licence}\n${notice}`}
          </pre>
        )}
      </Collapse>
    </Paper>
  )
}
