import { Alert, Button, Stack, Text, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { RouteDefinition, RouteView } from '../../../gateway/contract/routes.ts'
import { useProviders, useRoutes } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'
import { BehaviourFields } from './behaviour-fields.tsx'
import { GroupFields } from './group-fields.tsx'
import { newGroup, toRouteDefinition } from './route-fields.ts'
import { mostGroups } from './route-problems.ts'
import { useRouteForm } from './use-route-form.ts'

interface RouteModalProps {
  /** The route to change, or null to make a new one. A route's name stays, because it is what clients ask for. */
  readonly route: RouteView | null
  readonly onClose: () => void
}

export function RouteModal({ route, onClose }: RouteModalProps) {
  const { t } = useTranslation()
  const form = useRouteForm(route)
  const { fields, change, errorOf } = form
  const models = useKnownModels()
  const isTaken = useRoutes().data?.some(({ name }) => name === fields.name.trim()) === true
  const save = useAdminMutation({
    run: (admin, input: RouteDefinition) => admin.setRoute(input),
    refreshes: ['routes'],
    done: (_, { name }) => t('routes.done', { name }),
    onDone: onClose,
  })
  const title = route === null ? t('routes.add') : t('routes.changeTitle', { name: route.name })

  return (
    <TitledModal opened onClose={onClose} size="xl" title={title}>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (form.check()) save.mutate(toRouteDefinition(fields))
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t('routeForm.name')}
            description={t('routeForm.nameHint')}
            placeholder="smart"
            disabled={route !== null}
            spellCheck={false}
            maxLength={128}
            {...(route === null ? { 'data-autofocus': true } : {})}
            value={fields.name}
            error={errorOf('name')}
            onChange={event => change({ name: event.currentTarget.value })}
          />
          {route === null && isTaken && (
            <Alert color="amber" icon={<IconAlertTriangle size={18} />}>
              {t('routeForm.taken', { name: fields.name.trim() })}
            </Alert>
          )}
          {fields.groups.map(({ key }, index) => (
            <GroupFields key={key} form={form} index={index} models={models} />
          ))}
          <Button
            variant="default"
            size="xs"
            w="fit-content"
            leftSection={<IconPlus size={14} />}
            disabled={fields.groups.length >= mostGroups}
            onClick={() => change({ groups: [...fields.groups, newGroup()] })}
          >
            {t('routeForm.addGroup')}
          </Button>
          <Text size="xs" c="dimmed">
            {t('routeForm.groupsHint')}
          </Text>
          <BehaviourFields form={form} />
          <ServerRefusal error={save.error} />
          <FormFooter
            submit={route === null ? t('routes.add') : t('routeForm.save')}
            isBusy={save.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </TitledModal>
  )
}

/** What the gateway has against the route, although the form had nothing. */
function ServerRefusal({ error }: { readonly error: Error | null }) {
  if (error === null) return null
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />}>
      {error.message}
    </Alert>
  )
}

/** All models that a provider lists, as `provider/model`. */
function useKnownModels(): readonly string[] {
  const providers = useProviders().data ?? []
  return [...new Set(providers.flatMap(({ id, models }) => models.map(model => `${id}/${model.id}`)))].sort()
}
