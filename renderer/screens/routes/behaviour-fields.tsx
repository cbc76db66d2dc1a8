import { Group, SimpleGrid, Stack, Switch, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { DigitsField } from '../../components/digits-field.tsx'
import { LimitFields } from './limit-fields.tsx'
import type { RouteForm } from './use-route-form.ts'

const switches = ['sticky', 'asksNextOnRefusal', 'localLastResort', 'continueBroken', 'hedges'] as const

/** The fields for what all targets of a route have in common. */
export function BehaviourFields({ form }: { readonly form: RouteForm }) {
  const { t } = useTranslation()
  const { fields, change, errorOf } = form
  return (
    <Stack gap="sm">
      <Title order={3}>{t('routeForm.limitsOfRoute')}</Title>
      <LimitFields
        limits={fields.limits}
        path="limits"
        errorOf={errorOf}
        onChange={limits => change({ limits })}
      />
      <SimpleGrid cols={2} spacing="md" verticalSpacing="sm" mt={4}>
        {switches.map(name => (
          <Switch
            key={name}
            label={t(`routeForm.switches.${name}`)}
            description={t(`routeForm.switchHints.${name}`)}
            checked={fields[name]}
            onChange={event => change({ [name]: event.currentTarget.checked })}
          />
        ))}
        {fields.hedges && (
          <Group align="start">
            <DigitsField
              label={t('routeForm.hedgeAfterMs')}
              placeholder={t('routeForm.hedgeLearned')}
              suffix=" ms"
              value={fields.hedgeAfterMs}
              error={errorOf('hedgeAfterMs')}
              onChange={hedgeAfterMs => change({ hedgeAfterMs })}
            />
          </Group>
        )}
      </SimpleGrid>
    </Stack>
  )
}
