import { Autocomplete, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { ClientAssignment, ClientView } from '../../../gateway/contract/admin.ts'
import { useClients } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'
import { isScopePath } from '../budgets/budget-form.ts'

interface AssignTokenModalProps {
  readonly client: ClientView
  readonly onClose: () => void
}

/** Sets the person and the team that a token belongs to. Their budgets then count its requests. */
export function AssignTokenModal({ client, onClose }: AssignTokenModalProps) {
  const { t } = useTranslation()
  const clients = useClients().data ?? []
  const check = (text: string): string | null =>
    text.trim() === '' || isScopePath(text.trim()) ? null : t('budgetForm.scopeInvalid')
  const form = useForm({
    initialValues: { person: client.personId ?? '', team: client.teamId ?? '' },
    validate: { person: check, team: check },
  })
  const assign = useAdminMutation({
    run: (admin, input: ClientAssignment) => admin.assignClient(input),
    refreshes: ['clients', 'budgets'],
    done: ({ name }) => t('tokens.assigned', { name }),
    onDone: onClose,
  })
  const taken = (ids: readonly (string | null)[]): string[] =>
    [...new Set(ids)].filter(id => id !== null).sort()

  return (
    <TitledModal opened onClose={onClose} title={t('tokens.assignTitle', { name: client.name })}>
      <form
        onSubmit={form.onSubmit(({ person, team }) =>
          assign.mutate({ id: client.id, personId: person.trim() || null, teamId: team.trim() || null }),
        )}
      >
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t('tokens.assignNobody')}
          </Text>
          <Autocomplete
            label={t('tokens.person')}
            description={t('tokens.personHint')}
            data={taken(clients.map(({ personId }) => personId))}
            maxLength={128}
            spellCheck={false}
            openOnFocus={false}
            data-autofocus
            {...form.getInputProps('person')}
          />
          <Autocomplete
            label={t('tokens.team')}
            description={t('tokens.teamHint')}
            data={taken(clients.map(({ teamId }) => teamId))}
            maxLength={128}
            spellCheck={false}
            openOnFocus={false}
            {...form.getInputProps('team')}
          />
          <FormFooter submit={t('tokens.save')} isBusy={assign.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </TitledModal>
  )
}
